using ServiceDefaults.Hosting;

namespace Gateway.Storage;

/// <summary>Before the first request: the organisation stands and the configured owner key opens.</summary>
internal sealed class FirstKeys(FirstOrganisation first, IConfiguration configuration) : IWarmUp
{
    public async Task WarmUp(CancellationToken ct)
    {
        await first.IdAsync(ct);
        if (configuration["Gateway:OwnerKey"] is { Length: > 0 } secret)
        {
            await first.EnsureOwnerKey(secret, ct);
        }
    }
}
