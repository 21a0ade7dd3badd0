using System.Net;
using System.Net.Http.Json;
using Contracts.Context;
using Contracts.Provenance;
using Substrate.Json;
using Substrate.Policies;
using Xunit;

namespace Context.Tests.Features;

public sealed class RestoreCompileTests(ContextPlatform platform) : IClassFixture<ContextPlatform>
{
    [Fact]
    public async Task A_receipt_is_the_same_elsewhere_is_kept_once_and_its_origin_is_told_there_too()
    {
        var there = Guid.CreateVersion7();
        var view = await platform.Compile(ContextPlatform.Request(ContextPlatform.Item("guide", "Run make release.")) with { RunId = Guid.CreateVersion7() });
        var export = await platform.Get<CompileExport>($"/v2/context/compiles/{view.Id}/export", CallerRole.Admin);
        // An id belongs to one organisation of an installation; what comes from elsewhere has an id that is free here.
        await platform.Platform.ExecuteAsync("context", "DELETE FROM compiles WHERE id = $1", view.Id);
        using var client = platform.As(CallerRole.Admin, there);

        Assert.True((await Restored(client, export)).Restored);
        Assert.False((await Restored(client, export)).Restored);

        using var read = await client.GetAsync($"/v2/context/compiles/{view.Id}");
        Assert.Equal(export.ReceiptHash, Substrate.Hashing.ContentHash.OfJson((await read.Content.ReadFromJsonAsync<CompileDetail>(PlatformJson.Options))!.Receipt));
        Assert.Equal(2, (await platform.Platform.OutboxAsync<ProvenanceRecorded>("context")).Count(m => m.Contains($"{view.Id}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_receipt_that_was_altered_and_one_with_a_secret_are_refused_and_members_restore_nothing()
    {
        var view = await platform.Compile(ContextPlatform.Request(ContextPlatform.Item("guide", "Run make release.")));
        var export = await platform.Get<CompileExport>($"/v2/context/compiles/{view.Id}/export", CallerRole.Admin);
        var there = Guid.CreateVersion7();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Status(CallerRole.Admin, export with { ReceiptHash = new string('0', 64) }));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Status(CallerRole.Admin, export with { Texts = new Dictionary<string, string>() }));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Status(CallerRole.Admin, export with { Texts = export.Texts.ToDictionary(t => t.Key, _ => "AKIAQX7LM3RZT5WJ2NPD") }));
        Assert.Equal(HttpStatusCode.Forbidden, await Status(CallerRole.Member, export));

        async Task<HttpStatusCode> Status(CallerRole role, CompileExport given)
        {
            using var client = platform.As(role, there);
            using var answer = await client.PostAsJsonAsync("/v2/context/compiles/restore", given, PlatformJson.Options);
            return answer.StatusCode;
        }
    }

    private static async Task<CompileRestored> Restored(HttpClient client, CompileExport export)
    {
        using var answer = await client.PostAsJsonAsync("/v2/context/compiles/restore", export, PlatformJson.Options);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<CompileRestored>(PlatformJson.Options))!;
    }
}
