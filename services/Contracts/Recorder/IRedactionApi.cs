using RestEase;

namespace Contracts.Recorder;

public interface IRedactionApi
{
    [Get("v2/runs/{id}/redactions")]
    Task<RunRedactions> ListRedactions([Path] Guid id, string? cursor = null, int? limit = null, CancellationToken cancel = default);

    [Get("v2/redaction/settings")]
    Task<RedactionSettingsView> GetSettings(string project, CancellationToken cancel = default);

    [Put("v2/redaction/settings")]
    Task<RedactionSettingsView> ChangeSettings(string project, [Body] ChangeRedactionSettings settings, [Header("If-Match")] string etag, CancellationToken cancel = default);

    [Post("v2/redaction/rescan")]
    Task<RescanAccepted> Rescan([Header("Idempotency-Key")] string? idempotencyKey = null, CancellationToken cancel = default);
}
