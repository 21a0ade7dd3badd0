using System.Text.Json;
using Substrate.Tokens;
using Xunit;

namespace Substrate.Tests.Tokens;

public sealed class O200kBaseTests
{
    private sealed record Sample(string Text, int Count);

    /// <summary>token-counts.json is made by make-fixture.mjs from npm gpt-tokenizer.</summary>
    [Fact]
    public void Counts_equal_those_of_the_published_tokenizer()
    {
        var samples = JsonSerializer.Deserialize<List<Sample>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Tokens", "token-counts.json")), JsonSerializerOptions.Web)!;

        var wrong = samples.Where(sample => O200kBase.Shared.Count(sample.Text) != sample.Count)
            .Select(sample => $"{JsonSerializer.Serialize(sample.Text)}: {O200kBase.Shared.Count(sample.Text)} for {sample.Count}");

        Assert.True(samples.Count > 250);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Half_a_surrogate_pair_counts_as_the_replacement_character() =>
        Assert.Equal(O200kBase.Shared.Count("a\uFFFDb"), O200kBase.Shared.Count("a\uD83Db"));

    [Fact]
    public void Many_threads_get_the_same_counts()
    {
        var counts = new int[64];
        Parallel.For(0, counts.Length, i => counts[i] = O200kBase.Shared.Count("The tests are run with ./run-tests.sh --all."));
        Assert.Single(counts.Distinct());
    }

    /// <summary>A long run of one class is one piece; it must not take quadratic time, or this would not come back.</summary>
    [Fact]
    public void A_megabyte_without_a_break_is_counted()
    {
        var text = string.Concat(Enumerable.Repeat("QmFzZTY0IGlzIGEgbG9uZyBsaW5l", 40_000));
        Assert.InRange(O200kBase.Shared.Count(text), text.Length / 8, text.Length);
    }
}
