using RestEase;

namespace Contracts.Jobs;

/// <summary>The same in every service: recorder, memory, context, policy.</summary>
public interface IJobsApi
{
    [Get("v2/{service}/jobs")]
    Task<Page<JobView>> List([Path] string service, string? status = null, string? kind = null, string? cursor = null, int? limit = null, CancellationToken cancel = default);

    [Get("v2/{service}/jobs/{id}")]
    Task<JobView> Get([Path] string service, [Path] Guid id, CancellationToken cancel = default);

    [Post("v2/{service}/jobs/{id}/cancel")]
    Task<JobView> Cancel([Path] string service, [Path] Guid id, CancellationToken cancel = default);
}
