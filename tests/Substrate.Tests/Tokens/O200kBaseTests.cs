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

    /// <summary>White space as Unicode has it: U+0085 is, U+FEFF is not. JavaScript has it the other way round; the counts are npm tiktoken's (1.0.22).</summary>
    [Theory]
    [InlineData("\u0085@example.com", 4, 4)]
    [InlineData("\uFEFF@example.com", 4, 4)]
    [InlineData("a \u0085b", 5, 5)]
    [InlineData("it'\u017F x", 4, 5)]
    public void What_scripting_languages_split_otherwise_is_counted_as_the_original_does(string text, int o200k, int cl100k) =>
        Assert.Equal((o200k, cl100k), (O200kBase.Shared.Count(text), Cl100k.Instance.Count(text)));

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
