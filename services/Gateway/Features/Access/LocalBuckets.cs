using System.Collections.Concurrent;
using Gateway.Domain;

namespace Gateway.Features.Access;

/// <summary>Token buckets of this process, one for each caller.</summary>
internal sealed class LocalBuckets(TimeProvider clock)
{
    private const int MostKept = 10_000;
    private readonly ConcurrentDictionary<string, Held> _buckets = new(StringComparer.Ordinal);

    /// <summary>Null when the request may go on, else how long it must wait.</summary>
    public TimeSpan? Take(string caller, RateLimit limit)
    {
        var now = clock.GetUtcNow();
        if (_buckets.Count >= MostKept)
        {
            Prune(limit, now);
        }
        var held = _buckets.GetOrAdd(caller, static (_, start) => new Held { Bucket = start }, TokenBucket.Full(limit, now));
        lock (held)
        {
            (held.Bucket, var wait) = held.Bucket.Take(limit, now);
            return wait;
        }
    }

    // A bucket that has filled up again says no more than one that was never made.
    private void Prune(RateLimit limit, DateTimeOffset now)
    {
        foreach (var (caller, held) in _buckets)
        {
            if ((now - held.Bucket.At).TotalSeconds * limit.PerSecond >= limit.Burst)
            {
                _buckets.TryRemove(caller, out _);
            }
        }
    }

    private sealed class Held
    {
        public TokenBucket Bucket { get; set; }
    }
}
