using System.Net;
using Contracts.Gateway;
using Xunit;

namespace Gateway.Tests.Features;

public sealed class RateLimitTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Fact]
    public async Task One_caller_s_haste_is_stopped_and_no_other_caller_is()
    {
        var hasty = await gateway.MakeKey(Role.Viewer);
        var calm = await gateway.MakeKey(Role.Viewer);
        gateway.Settings["Gateway:RateLimit:Burst"] = "5";
        gateway.Settings["Gateway:RateLimit:PerSecond"] = "0.001";
        await gateway.Restart();

        var answers = new List<HttpResponseMessage>();
        for (var number = 0; number < 7; number++)
        {
            answers.Add(await gateway.Client(hasty.Secret).GetAsync("/v2/session"));
        }

        Assert.Equal(5, answers.Count(answer => answer.StatusCode == HttpStatusCode.OK));
        Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limited"), (answers[^1].StatusCode, await RunningGateway.CodeOf(answers[^1])));
        Assert.True(answers[^1].Headers.RetryAfter!.Delta > TimeSpan.Zero);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client(calm.Secret).GetAsync("/v2/session")).StatusCode);

        gateway.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client(hasty.Secret).GetAsync("/v2/session")).StatusCode);
    }

    [Fact]
    public async Task Two_gateways_count_together_through_Redis_and_each_alone_without_it()
    {
        using var redis = await RedisServer.Start();
        var key = await gateway.MakeKey(Role.Viewer);
        gateway.Settings["ConnectionStrings:cache"] = $"127.0.0.1:{redis.Port},syncTimeout=2000,connectTimeout=10000";
        gateway.Settings["Gateway:RateLimit:Burst"] = "6";
        gateway.Settings["Gateway:RateLimit:PerSecond"] = "0.001";
        try
        {
            var first = await gateway.Restart();
            var second = await gateway.Start();

            var passed = 0;
            for (var number = 0; number < 5; number++)
            {
                passed += await Passes(first) ? 1 : 0;
                passed += await Passes(second) ? 1 : 0;
            }
            redis.Stop();

            Assert.Equal(6, passed);
            Assert.True(await Passes(first));
        }
        finally
        {
            gateway.Settings.Remove("ConnectionStrings:cache");
        }

        async Task<bool> Passes(Uri address) => (await gateway.Client(key.Secret, address: address).GetAsync("/v2/session")).StatusCode == HttpStatusCode.OK;
    }
}
