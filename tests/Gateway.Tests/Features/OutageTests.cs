using System.Net;
using Xunit;

namespace Gateway.Tests.Features;

public sealed class OutageTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Fact]
    public async Task A_service_that_is_down_is_named_and_the_caller_is_told_to_come_again()
    {
        await gateway.Services.Stop();

        using var response = await gateway.Owner().GetAsync("/v2/memory/search?q=x");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "service_unavailable"), (response.StatusCode, await RunningGateway.CodeOf(response)));
        Assert.Contains("The memory service", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Contains("\"nosniff\"", $"\"{response.Headers.GetValues("X-Content-Type-Options").Single()}\"", StringComparison.Ordinal);
    }
}
