using RestEase;

namespace Contracts.Memory;

public interface IMemoryApi
{
    [Get("v2/memory/search")]
    Task<MemorySearchResult> Search(
        string? q = null, string? task = null, string? types = null, string? project = null, string? repo = null, string? agent = null, string? user = null,
        string? taskType = null, string? run = null, string? maxSensitivity = null, string? minTrust = null, int? limit = null, CancellationToken cancel = default);

    [Get("v2/memory")]
    Task<Page<MemoryView>> List(
        string? status = null, string? type = null, string? repo = null, string? project = null, Guid? run = null, string? q = null,
        string? cursor = null, int? limit = null, CancellationToken cancel = default);

    [Get("v2/memory/candidates")]
    Task<Page<CandidateView>> ListCandidates(
        string? decision = null, string? type = null, string? repo = null, Guid? run = null, string? q = null,
        string? cursor = null, int? limit = null, CancellationToken cancel = default);

    [Get("v2/memory/candidates/{id}")]
    Task<CandidateView> GetCandidate([Path] Guid id, CancellationToken cancel = default);

    [Get("v2/memory/{id}")]
    Task<MemoryView> Get([Path] Guid id, CancellationToken cancel = default);

    [Get("v2/memory/{id}/usage")]
    Task<Page<MemoryUsage>> Usage([Path] Guid id, string? cursor = null, int? limit = null, CancellationToken cancel = default);

    [Get("v2/memory/{id}/feedback")]
    Task<Page<FeedbackView>> ListFeedback([Path] Guid id, string? cursor = null, int? limit = null, CancellationToken cancel = default);

    /// <summary>The caller's last word about a memory; the same again changes nothing.</summary>
    [Put("v2/memory/{id}/feedback")]
    Task<MemoryView> GiveFeedback([Path] Guid id, [Body] FeedbackRequest body, CancellationToken cancel = default);

    [Delete("v2/memory/{id}/feedback")]
    Task<MemoryView> TakeBackFeedback([Path] Guid id, CancellationToken cancel = default);

    [Post("v2/memory/distill/run/{runId}")]
    Task<DistillAccepted> Distill([Path] Guid runId, CancellationToken cancel = default);

    [Post("v2/memory/{id}/promote")]
    Task<MemoryView> Promote([Path] Guid id, [Body] PromoteMemory body, CancellationToken cancel = default);

    [Post("v2/memory/{id}/reject")]
    Task<CandidateView> Reject([Path] Guid id, [Body] DecideMemory body, CancellationToken cancel = default);

    [Post("v2/memory/{id}/expire")]
    Task<MemoryView> Expire([Path] Guid id, [Body] DecideMemory body, CancellationToken cancel = default);

    [Post("v2/memory/{id}/quarantine")]
    Task<CandidateView> Quarantine([Path] Guid id, [Body] DecideMemory body, CancellationToken cancel = default);

    /// <summary>Takes back a person's last decision; a second time changes nothing.</summary>
    [Post("v2/memory/{id}/undo")]
    Task<CandidateView> Undo([Path] Guid id, CancellationToken cancel = default);
}
