using RestEase;
using Substrate.Trace;

namespace Contracts.Recorder;

public interface IRecorderApi
{
    [Post("v2/runs")]
    Task<RunView> CreateRun([Body] RunHeader run, [Header("Idempotency-Key")] string? idempotencyKey = null, CancellationToken cancel = default);

    [Post("v2/runs/{id}/steps")]
    Task<AppendStepsResult> AppendSteps([Path] Guid id, [Body] AppendSteps steps, CancellationToken cancel = default);

    [Post("v2/runs/{id}/complete")]
    Task<RunView> CompleteRun([Path] Guid id, [Body] CompleteRun complete, CancellationToken cancel = default);

    [Get("v2/runs")]
    Task<Page<RunView>> ListRuns(
        string? project = null, string? repo = null, string? agent = null, string? model = null, string? state = null, string? outcome = null,
        string? q = null, [Query(Format = "O")] DateTimeOffset? from = null, [Query(Format = "O")] DateTimeOffset? to = null, string? cursor = null, int? limit = null, CancellationToken cancel = default);

    [Get("v2/runs/{id}")]
    Task<RunView> GetRun([Path] Guid id, CancellationToken cancel = default);

    [Get("v2/runs/{id}/tree")]
    Task<RunTree> ReadRunTree([Path] Guid id, CancellationToken cancel = default);

    [Get("v2/runs/{id}/steps")]
    Task<Page<StepView>> ListSteps([Path] Guid id, string? cursor = null, int? limit = null, CancellationToken cancel = default);

    /// <summary>The steps of two runs side by side, <paramref name="limit"/> rows (100, at most 200) from row number <paramref name="from"/> on.</summary>
    [Get("v2/runs/compare")]
    Task<RunComparison> CompareRuns(Guid left, Guid right, bool changes = false, int? from = null, int? limit = null, CancellationToken cancel = default);

    /// <summary>NDJSON, one <see cref="TranscriptStep"/> a line in seq order; payloads cut at <paramref name="maxChars"/> (default 65,536).</summary>
    [Get("v2/runs/{id}/transcript")]
    Task<Stream> ReadTranscript([Path] Guid id, int? maxChars = null, CancellationToken cancel = default);

    /// <summary>The run in Harbor's Agent Trajectory Interchange Format 1.7 (JSON).</summary>
    [Get("v2/runs/{id}/atif")]
    Task<Stream> ExportAtif([Path] Guid id, CancellationToken cancel = default);

    [Get("v2/runs/{id}/verify")]
    Task<VerifyResult> VerifyRun([Path] Guid id, CancellationToken cancel = default);

    /// <summary>The run as a signed bundle (zip).</summary>
    [Get("v2/runs/{id}/bundle")]
    Task<Stream> ExportBundle([Path] Guid id, bool? children = null, CancellationToken cancel = default);

    /// <summary>That the step stands in the sealed run.</summary>
    [Get("v2/runs/{id}/proof")]
    Task<InclusionProof> ProveStep([Path] Guid id, int seq, CancellationToken cancel = default);

    /// <summary>Public keys of the installation.</summary>
    [Get(".well-known/jwks.json")]
    Task<JwkSetView> Keys(CancellationToken cancel = default);

    [Get("v2/runs/{id}/annotations")]
    Task<Page<AnnotationView>> ListAnnotations([Path] Guid id, string? cursor = null, int? limit = null, CancellationToken cancel = default);
}
