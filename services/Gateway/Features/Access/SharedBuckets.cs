using System.Globalization;
using Gateway.Domain;
using StackExchange.Redis;

namespace Gateway.Features.Access;

/// <summary>Token buckets in Redis, so that all gateways of an installation count together. The arithmetic is <see cref="TokenBucket"/>'s, by Redis' own clock.</summary>
internal sealed class SharedBuckets(IConnectionMultiplexer redis)
{
    private const string Script = """
        local burst, rate = tonumber(ARGV[1]), tonumber(ARGV[2])
        local time = redis.call('TIME')
        local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
        local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
        local tokens, at = tonumber(held[1]) or burst, tonumber(held[2]) or now
        tokens = math.min(burst, tokens + math.max(0, now - at) * rate)
        local wait = 0
        if tokens >= 1 then tokens = tokens - 1 else wait = (1 - tokens) / rate end
        redis.call('HMSET', KEYS[1], 'tokens', tostring(tokens), 'at', tostring(math.max(now, at)))
        redis.call('EXPIRE', KEYS[1], math.ceil(burst / rate) + 1)
        return tostring(wait)
        """;

    public async Task<TimeSpan?> Take(string caller, RateLimit limit)
    {
        var answer = await redis.GetDatabase().ScriptEvaluateAsync(
            Script, [$"ctx:rate:{caller}"],
            [limit.Burst.ToString(CultureInfo.InvariantCulture), limit.PerSecond.ToString(CultureInfo.InvariantCulture)]);
        var wait = double.Parse((string)answer!, CultureInfo.InvariantCulture);
        return wait > 0 ? TimeSpan.FromSeconds(wait) : null;
    }
}
