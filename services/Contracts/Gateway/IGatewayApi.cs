using RestEase;

namespace Contracts.Gateway;

public interface IGatewayApi
{
    [Get("v2/session")]
    Task<SessionView> Session(CancellationToken cancel = default);

    [Get("v2/keys")]
    Task<Page<KeyView>> ListKeys(string? cursor = null, int? limit = null, CancellationToken cancel = default);

    [Post("v2/keys")]
    Task<KeyCreated> CreateKey([Body] CreateKey key, CancellationToken cancel = default);

    [Post("v2/keys/{id}/revoke")]
    Task<KeyView> RevokeKey([Path] Guid id, CancellationToken cancel = default);
}
