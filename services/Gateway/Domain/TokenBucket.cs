using System.Runtime.InteropServices;

namespace Gateway.Domain;

/// <param name="Burst">Requests that may come at once.</param>
/// <param name="PerSecond">Requests per second that may come for ever.</param>
internal sealed record RateLimit(double Burst, double PerSecond);

/// <summary>A token bucket: what is left in it, and when that was counted.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TokenBucket(double Tokens, DateTimeOffset At)
{
    public static TokenBucket Full(RateLimit limit, DateTimeOffset now) => new(limit.Burst, now);

    /// <summary>The bucket after one request asked, and null or how long that request must wait.</summary>
    public (TokenBucket Bucket, TimeSpan? Wait) Take(RateLimit limit, DateTimeOffset now)
    {
        var elapsed = Math.Max(0, (now - At).TotalSeconds);
        var tokens = Math.Min(limit.Burst, Tokens + (elapsed * limit.PerSecond));
        var at = now > At ? now : At;
        return tokens >= 1
            ? (new(tokens - 1, at), null)
            : (new(tokens, at), TimeSpan.FromSeconds((1 - tokens) / limit.PerSecond));
    }
}
