using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Context;
using Substrate.Compiling;
using Substrate.Json;
using Substrate.Policies;
using Substrate.Scoping;
using Xunit;

namespace Context.Tests.Embedding;

/// <summary>Context with an embedder of its own.</summary>
public sealed class EmbeddingContext : ContextPlatform, IAsyncLifetime
{
    public EmbeddingServer Server { get; } = new();

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["services:memory:http:0"] = Nowhere, ["Embeddings:BaseUrl"] = Server.Url, ["Embeddings:Model"] = "themes", ["Embeddings:ApiKey"] = "the-key",
        ["Embeddings:TimeoutSeconds"] = "5",
    };

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await Server.DisposeAsync();
    }
}

public sealed class CompareMeaningTests(EmbeddingContext platform) : IClassFixture<EmbeddingContext>
{
    private static CompileRequest Nature(params ContextItem[] items) => ContextPlatform.Request(items) with { Task = $"Days in nature {Guid.NewGuid():N}" };

    [Fact]
    public async Task What_is_near_in_meaning_scores_higher_and_the_receipt_says_by_which_model()
    {
        platform.Server.Before = (_, _) => Task.FromResult(false);
        var view = await platform.Compile(Nature(ContextPlatform.Item("near", "A tent beside the lake"), ContextPlatform.Item("far", "The bank wants its payment")));
        var receipt = (await platform.Detail(view.Id)).Receipt;
        Assert.Null(view.Warning);
        Assert.Equal(new SemanticUse(SemanticAvailability.Used, "themes", 2), receipt.Semantic);
        var (near, far) = (receipt.Entries.Single(e => e.ItemId == "near"), receipt.Entries.Single(e => e.ItemId == "far"));
        Assert.True(near.Parts["semantic"] > 0.9 && far.Parts["semantic"] < 0.1 && near.Score > far.Score);
    }

    [Fact]
    public async Task A_compile_is_run_again_and_verified_without_asking_anybody()
    {
        platform.Server.Before = (_, _) => Task.FromResult(false);
        var view = await platform.Compile(Nature(ContextPlatform.Item("near", "A tent beside the forest"), ContextPlatform.Item("far", "The figures of the bank")));
        platform.Server.Before = EmbeddingServer.Always(500);
        var asked = platform.Server.Asked.Count;
        using var client = platform.As(CallerRole.Viewer);
        using var answer = await client.PostAsync(new Uri($"/v2/context/compiles/{view.Id}/reproduce", UriKind.Relative), null);
        var again = (await answer.Content.ReadFromJsonAsync<CompileReproduction>(PlatformJson.Options))!;
        Assert.True(again.Same, string.Join(' ', again.Problems) + again.Note);
        Assert.Equal(view.OutputHash, again.ReproducedHash);
        Assert.Equal(asked, platform.Server.Asked.Count);
    }

    [Fact]
    public async Task Without_an_answer_the_window_is_compiled_by_words_and_says_so()
    {
        platform.Server.Before = EmbeddingServer.Always(401, "{\"error\":\"the-key\"}");
        var view = await platform.Compile(Nature(ContextPlatform.Item("a", "A lake nobody has heard of")));
        Assert.Equal("The window was compiled without comparing meanings. The embedder answered 401.", view.Warning);
        var detail = await platform.Detail(view.Id);
        Assert.Equal(new SemanticUse(SemanticAvailability.Unavailable, "themes", 0, "The embedder answered 401."), detail.Receipt.Semantic);
        Assert.DoesNotContain("semantic", detail.Receipt.Entries[0].Parts.Keys);
        Assert.DoesNotContain("the-key", JsonSerializer.Serialize(detail, PlatformJson.Options), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_redacted_texts_that_may_be_in_the_window_and_are_not_too_sensitive_are_sent()
    {
        platform.Server.Before = (_, _) => Task.FromResult(false);
        var secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0a1B2c3D4e5F6g7H8";
        var before = platform.Server.Asked.Count;
        var view = await platform.Compile(Nature(
            ContextPlatform.Item("open", $"Forest words with {secret}"), ContextPlatform.Item("closed", "Confidential words", Sensitivity.Confidential),
            ContextPlatform.Item("empty", " "), ContextPlatform.Item("denied", "Orders of a tool") with { Kind = ItemKind.Instruction, Trust = Trust.ToolExternal },
            ContextPlatform.Item("elsewhere", "Words of another repository") with { Scope = new Scope(Repo: "acme/other") }));
        var sent = string.Concat(platform.Server.Asked.Skip(before).Select(asked => asked.Body));
        Assert.Contains("Forest words with [redacted:", sent, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, sent, StringComparison.Ordinal);
        Assert.DoesNotContain("Confidential words", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("another repository", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("Orders of a tool", sent, StringComparison.Ordinal);
        var receipt = (await platform.Detail(view.Id)).Receipt;
        Assert.Equal(1, receipt.Semantic!.Compared);
        Assert.Contains("instruction-trust", receipt.Entries.Single(entry => entry.ItemId == "denied").Rules!);
    }

    [Fact]
    public async Task The_same_texts_are_asked_for_once_and_a_profile_without_the_weight_asks_for_none()
    {
        platform.Server.Before = (_, _) => Task.FromResult(false);
        var request = Nature(ContextPlatform.Item("a", "A forest for the cache"));
        await platform.Compile(request);
        var asked = platform.Server.Asked.Count;
        Assert.NotNull((await platform.Detail((await platform.Compile(request)).Id)).Receipt.Semantic);
        Assert.Equal(asked, platform.Server.Asked.Count);

        using var client = platform.As(CallerRole.Member);
        var changes = new Dictionary<string, JsonElement> { ["weights.semantic"] = JsonElement.Parse("0"), ["messageWeights.semantic"] = JsonElement.Parse("0") };
        using var made = await client.PostAsJsonAsync("/v2/context/profiles", new CreateProfileVersion("words-only", "No meanings.", Changes: changes), PlatformJson.Options);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
        var view = await platform.Compile(Nature(ContextPlatform.Item("a", "A text never sent")) with { Profile = "words-only" });
        Assert.Null((await platform.Detail(view.Id)).Receipt.Semantic);
        Assert.Equal(asked, platform.Server.Asked.Count);
    }
}
