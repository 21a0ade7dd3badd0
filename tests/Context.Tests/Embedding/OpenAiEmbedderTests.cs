using Context.Features.Compiles;
using Xunit;

namespace Context.Tests.Embedding;

public sealed class OpenAiEmbedderTests : IAsyncLifetime
{
    private readonly EmbeddingServer server = new();

    private OpenAiEmbedder Embedder(int batch = 64, int? dimensions = null, double seconds = 20) => new(new EmbeddingOptions
    {
        Endpoint = new($"{server.Url}/embeddings"), Model = "themes", ApiKey = "the-key", BatchSize = batch, Dimensions = dimensions, Timeout = TimeSpan.FromSeconds(seconds),
    });

    [Fact]
    public async Task Each_text_gets_its_own_vector_of_length_1_whatever_the_order_of_the_answer_and_the_batches()
    {
        using var embedder = Embedder(batch: 2);
        var answer = await embedder.Embed(Guid.NewGuid(), ["a tent", "an invoice", "a lake", "", "a bank"], default);
        Assert.Null(answer.Failure);
        Assert.Equal([0, 1, 0, 2, 1], answer.Vectors!.Select(vector => Array.IndexOf(vector, vector.Max())));
        Assert.All(answer.Vectors!, vector => Assert.Equal(1, vector.Sum(value => value * value), 5));
        Assert.Equal(3, server.Asked.Count);
        Assert.All(server.Asked, asked => Assert.Equal("Bearer the-key", asked.Key));
    }

    [Fact]
    public async Task What_fails_for_a_moment_is_asked_again()
    {
        server.Before = (number, http) => number <= 2 ? EmbeddingServer.Always(number == 1 ? 429 : 503)(number, http) : Task.FromResult(false);
        using var embedder = Embedder();
        Assert.NotNull((await embedder.Embed(Guid.NewGuid(), ["a tent"], default)).Vectors);
        Assert.Equal(3, server.Asked.Count);
    }

    [Theory]
    [InlineData(500, "", 3, "The embedder answered 500.")]
    [InlineData(401, "{\"error\":\"the-key is wrong\"}", 1, "The embedder answered 401.")]
    [InlineData(302, "", 1, "The embedder answered 302.")]
    [InlineData(200, "not json", 1, "The embedder's answer is not what its protocol says.")]
    [InlineData(200, "null", 1, "The embedder answered without a vector for 2 of 2 texts.")]
    [InlineData(200, "{\"data\":[{\"index\":0,\"embedding\":[1,2]}]}", 1, "The embedder answered without a vector for 1 of 2 texts.")]
    [InlineData(200, "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":0,\"embedding\":[1]}]}", 1, "The embedder's answer is not what its protocol says.")]
    [InlineData(200, "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":9,\"embedding\":[1]}]}", 1, "The embedder's answer is not what its protocol says.")]
    [InlineData(200, "{\"data\":[{\"embedding\":[1e99]},{\"embedding\":[1]}]}", 1, "The embedder's answer is not what its protocol says.")]
    [InlineData(200, "{\"data\":[{\"embedding\":[]},{\"embedding\":[1]}]}", 1, "The embedder's answer is not what its protocol says.")]
    [InlineData(200, "{\"data\":[{\"embedding\":[\"1\"]},{\"embedding\":[1]}]}", 1, "The embedder's answer is not what its protocol says.")]
    [InlineData(200, "{\"data\":[{\"embedding\":\"AAAA\"},{\"embedding\":[1]}]}", 1, "The embedder's answer is not what its protocol says.")]
    [InlineData(200, "{\"data\":[{\"embedding\":\"AADAfw==\"},{\"embedding\":[1]}]}", 1, "The embedder's answer is not what its protocol says.")]
    [InlineData(200, "{\"data\":[null,{\"embedding\":[1]}]}", 1, "The embedder's answer is not what its protocol says.")]
    [InlineData(200, "{\"data\":[{\"embedding\":[0,0]},{\"embedding\":[1,0]}]}", 1, "The embedder's answer is not what its protocol says.")]
    [InlineData(200, "{\"data\":[{\"embedding\":\"\\ud800\"},{\"embedding\":[1]}]}", 1, "The embedder's answer is not what its protocol says.")]
    [InlineData(200, "{\"data\":[{\"embedding\":[NaN]},{\"embedding\":[1]}]}", 1, "The embedder's answer is not what its protocol says.")]
    public async Task What_cannot_be_used_is_a_failure_that_says_what_and_nothing_of_the_answer(int status, string body, int times, string failure)
    {
        server.Before = EmbeddingServer.Always(status, body);
        using var embedder = Embedder();
        var answer = await embedder.Embed(Guid.NewGuid(), ["one", "two"], default);
        Assert.Null(answer.Vectors);
        Assert.Equal(failure, answer.Failure);
        Assert.Equal(times, server.Asked.Count);
    }

    [Fact]
    public async Task Base64_is_understood_and_another_dimension_than_configured_is_not_taken()
    {
        // Little-endian float32: 3 and 4.
        server.Before = EmbeddingServer.Always(200, "{\"data\":[{\"embedding\":\"AABAQAAAgEA=\"}]}");
        using var embedder = Embedder();
        var answer = await embedder.Embed(Guid.NewGuid(), ["one"], default);
        Assert.Equal<float>([0.6f, 0.8f], answer.Vectors![0]);
        using var strict = Embedder(dimensions: 3);
        Assert.Equal("The embedder answered with 2 dimensions; 3 are configured.", (await strict.Embed(Guid.NewGuid(), ["one"], default)).Failure);
        Assert.Contains("\"dimensions\":3", server.Asked[^1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_answer_in_time_or_is_not_there_is_a_failure_and_a_cancelled_call_is_cancelled()
    {
        var gate = new TaskCompletionSource();
        server.Before = async (_, http) =>
        {
            await Task.WhenAny(gate.Task, Task.Delay(Timeout.Infinite, http.RequestAborted));
            return true;
        };
        using var embedder = Embedder(seconds: 1);
        Assert.Equal("The embedder did not answer within 1 s.", (await embedder.Embed(Guid.NewGuid(), ["one"], default)).Failure);
        using var cancelled = new CancellationTokenSource();
        var waiting = embedder.Embed(Guid.NewGuid(), ["one"], cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.SetResult();

        using var nobody = new OpenAiEmbedder(new EmbeddingOptions { Endpoint = new("http://127.0.0.1:1/v1/embeddings"), Model = "m" });
        Assert.Equal("The embedder could not be reached.", (await nobody.Embed(Guid.NewGuid(), ["one"], default)).Failure);
    }

    [Fact]
    public async Task What_fails_all_the_time_is_left_alone_for_a_while()
    {
        server.Before = EmbeddingServer.Always(503);
        using var embedder = Embedder();
        for (var i = 0; i < 3; i++)
        {
            await embedder.Embed(Guid.NewGuid(), ["one"], default);
        }
        var before = server.Asked.Count;
        Assert.Equal("The embedder has failed too often just now and is left alone for some seconds.", (await embedder.Embed(Guid.NewGuid(), ["one"], default)).Failure);
        Assert.Equal(before, server.Asked.Count);
    }

    [Fact]
    public async Task Known_texts_are_not_asked_for_again_and_one_organisation_does_not_know_anothers()
    {
        using var embedder = new CachedEmbedder(Embedder(), 1 << 20);
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
        var first = await embedder.Embed(one, ["a tent", "a bank", "a tent"], default);
        Assert.Equal(2, System.Text.Json.JsonDocument.Parse(server.Asked[0].Body).RootElement.GetProperty("input").GetArrayLength());
        var again = await embedder.Embed(one, ["a bank", "a tent"], default);
        Assert.Single(server.Asked);
        Assert.Equal(first.Vectors![0], again.Vectors![1]);
        await embedder.Embed(other, ["a tent"], default);
        Assert.Equal(2, server.Asked.Count);
    }

    [Fact]
    public async Task When_the_model_behind_a_name_was_replaced_its_old_vectors_are_forgotten()
    {
        using var embedder = new CachedEmbedder(Embedder(), 1 << 20);
        var org = Guid.NewGuid();
        await embedder.Embed(org, ["a tent"], default);
        server.Before = EmbeddingServer.Always(200, "{\"data\":[{\"embedding\":[1,0]}]}");
        var mixed = await embedder.Embed(org, ["a tent", "a bank"], default);
        Assert.Equal("The embedder's vectors are of different dimensions: 2, 3.", mixed.Failure);
        var again = await embedder.Embed(org, ["a tent"], default);
        Assert.Equal<float>([1, 0], again.Vectors![0]);
        Assert.Equal(3, server.Asked.Count);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await server.DisposeAsync();
}
