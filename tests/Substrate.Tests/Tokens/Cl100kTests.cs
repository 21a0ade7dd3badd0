using System.Text.Json;
using Substrate.Tokens;
using Xunit;

namespace Substrate.Tests.Tokens;

public sealed class Cl100kTests
{
    private sealed record Sample(string Text, int Cl100k);

    /// <summary>token-counts.json is made by make-fixture.mjs from npm gpt-tokenizer.</summary>
    [Fact]
    public void Counts_equal_those_of_the_published_tokenizer()
    {
        var samples = JsonSerializer.Deserialize<List<Sample>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Tokens", "token-counts.json")), JsonSerializerOptions.Web)!;

        var wrong = samples.Where(sample => Cl100k.Instance.Count(sample.Text) != sample.Cl100k)
            .Select(sample => $"{JsonSerializer.Serialize(sample.Text)}: {Cl100k.Instance.Count(sample.Text)} for {sample.Cl100k}");

        Assert.True(samples.Count > 250);
        Assert.Empty(wrong);
    }
}
