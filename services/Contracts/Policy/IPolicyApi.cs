using RestEase;

namespace Contracts.Policy;

public interface IPolicyApi
{
    /// <summary>Retried by the client: evaluating twice records twice, and decides the same.</summary>
    [Post("v2/policies/evaluate")]
    [Header("X-Idempotent", "true")]
    Task<EvaluateResult> Evaluate([Body] EvaluateRequest request, CancellationToken cancel = default);

    [Get("v2/policies/decisions/{runId}")]
    Task<Page<DecisionView>> Decisions([Path] Guid runId, string? cursor = null, int? limit = null, CancellationToken cancel = default);

    [Get("v2/policies/envelopes/effective")]
    Task<EnvelopeView> Effective(CancellationToken cancel = default);
}
