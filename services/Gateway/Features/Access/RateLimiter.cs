using Gateway.Domain;
using StackExchange.Redis;

namespace Gateway.Features.Access;

/// <summary>
/// How many requests a caller may make. Buckets are shared through Redis when an installation has one; when Redis does not answer, each process counts for
/// itself: a cache that is down must not take the platform with it.
/// </summary>
internal sealed class RateLimiter(LocalBuckets local, IConfiguration configuration, ILogger<RateLimiter> log, SharedBuckets? shared = null)
{
    private readonly RateLimit _limit = new(
        configuration.GetValue("Gateway:RateLimit:Burst", 2000d), configuration.GetValue("Gateway:RateLimit:PerSecond", 2000d));

    public async ValueTask<TimeSpan?> Take(string caller)
    {
        if (shared is null)
        {
            return local.Take(caller, _limit);
        }
        try
        {
            return await shared.Take(caller, _limit);
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            log.LogWarning("Redis did not answer, so requests are counted in this process alone: {Reason}", error.Message);
            return local.Take(caller, _limit);
        }
    }
}
