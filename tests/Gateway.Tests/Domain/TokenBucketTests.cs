using FsCheck;
using FsCheck.Fluent;
using Gateway.Domain;
using Xunit;

namespace Gateway.Tests.Domain;

public sealed class TokenBucketTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_burst_passes_and_the_next_request_waits_for_its_token()
    {
        var limit = new RateLimit(Burst: 2, PerSecond: 4);
        var (first, firstWait) = TokenBucket.Full(limit, Start).Take(limit, Start);
        var (second, secondWait) = first.Take(limit, Start);
        var (_, thirdWait) = second.Take(limit, Start);

        Assert.Null(firstWait);
        Assert.Null(secondWait);
        Assert.Equal(TimeSpan.FromSeconds(0.25), thirdWait);
        Assert.Null(second.Take(limit, Start.AddSeconds(0.25)).Wait);
    }

    [Fact]
    public void A_clock_that_steps_back_gives_no_tokens_and_takes_none()
    {
        var limit = new RateLimit(1, 1);
        var (empty, _) = TokenBucket.Full(limit, Start).Take(limit, Start);

        Assert.NotNull(empty.Take(limit, Start.AddHours(-1)).Wait);
        Assert.Null(empty.Take(limit, Start.AddHours(-1)).Bucket.Take(limit, Start.AddSeconds(1)).Wait);
    }

    /// <summary>In any stretch of t seconds at most burst + rate × t requests pass.</summary>
    [Fact]
    public void No_pattern_of_requests_passes_more_than_burst_and_rate_allow() =>
        Check.QuickThrowOnFailure(Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>(),
            gaps =>
            {
                var limit = new RateLimit(5, 10);
                var bucket = TokenBucket.Full(limit, Start);
                var now = Start;
                var passed = 0;
                foreach (var gap in gaps)
                {
                    now = now.AddMilliseconds(gap);
                    (bucket, var wait) = bucket.Take(limit, now);
                    passed += wait is null ? 1 : 0;
                }
                return passed <= limit.Burst + (limit.PerSecond * (now - Start).TotalSeconds) + 1e-6;
            }));
}
