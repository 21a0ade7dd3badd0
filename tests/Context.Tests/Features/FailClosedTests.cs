using System.Net;
using System.Net.Http.Json;
using Context.Tests;
using Contracts.Context;
using ServiceDefaults.Hosting;
using Substrate.Json;
using Substrate.Policies;
using Xunit;

namespace Context.Tests.Features;

/// <summary>Context alone: neither policy nor memory answers.</summary>
public sealed class LonelyContext : ContextPlatform
{
    protected override IReadOnlyList<IServiceModule> Modules { get; } = [new ContextModule()];

    protected override IReadOnlyDictionary<string, string?> Settings =>
        new Dictionary<string, string?> { ["services:memory:http:0"] = Nowhere, ["services:policy:http:0"] = Nowhere };
}

public sealed class FailClosedTests(LonelyContext platform) : IClassFixture<LonelyContext>
{
    [Fact]
    public async Task Without_policy_there_is_no_window_and_nothing_is_stored()
    {
        using var client = platform.As(CallerRole.Owner);
        using var answer = await client.PostAsJsonAsync(
            "/v2/context/compile", ContextPlatform.Request(ContextPlatform.Item("a", "words")), PlatformJson.Options);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Contains("policy_unreachable", body, StringComparison.Ordinal);
        Assert.DoesNotContain("words", body, StringComparison.Ordinal);
        Assert.Equal(0, await platform.Compiles());
        Assert.Empty(await platform.Platform.OutboxAsync<ContextCompiled>("context"));
    }
}

public sealed class CompileDurabilityTests(ContextPlatform platform) : IClassFixture<ContextPlatform>
{
    [Fact]
    public async Task What_was_answered_is_there_after_a_restart_and_its_message_still_waits_for_its_consumers()
    {
        var view = await platform.Compile(ContextPlatform.Request(ContextPlatform.Item("a", "durable words")));
        await platform.Platform.RestartAsync();
        Assert.Equal(view.OutputHash, (await platform.Detail(view.Id)).Receipt.OutputHash);
        // The compile itself, and where it came from.
        Assert.Equal(2, await platform.Platform.ScalarAsync<long>("context", "SELECT count(*) FROM outbox WHERE done_at IS NULL"));
        Assert.Equal(3, await platform.Platform.ScalarAsync<long>("context", "SELECT count(*) FROM outbox_deliveries WHERE acked_at IS NULL"));
    }
}
