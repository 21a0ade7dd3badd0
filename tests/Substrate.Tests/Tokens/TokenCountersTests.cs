using Substrate.Tokens;
using Xunit;

namespace Substrate.Tests.Tokens;

public sealed class TokenCountersTests
{
    [Theory]
    [InlineData(null, "o200k_base")]
    [InlineData("gpt-4o-mini", "o200k_base")]
    [InlineData("openai/gpt-5.1-codex", "o200k_base")]
    [InlineData("gpt-5-mini", "o200k_base")]
    [InlineData("gpt-4.1", "o200k_base")]
    [InlineData("o3-mini", "o200k_base")]
    [InlineData("gpt-4", "cl100k_base")]
    [InlineData("gpt-4-turbo-2024-04-09", "cl100k_base")]
    [InlineData("GPT-3.5-turbo", "cl100k_base")]
    [InlineData("anthropic/claude-sonnet-4", "estimate:o200k_base*1.35")]
    [InlineData("gemini-2.5-pro", "estimate:o200k_base*1.35")]
    [InlineData("meta-llama/llama-3.1-70b", "estimate:o200k_base*1.05")]
    [InlineData("gpt-4.7", "estimate:o200k_base*1.35")]
    [InlineData("gpt-4x", "estimate:o200k_base*1.35")]
    public void A_model_is_counted_by_its_vocabulary_or_by_an_estimate_that_says_so(string? model, string name) => Assert.Equal(name, TokenCounters.ForModel(model).Name);

    [Fact]
    public void An_estimate_is_rounded_up()
    {
        const string text = "The tests are run with ./run-tests.sh --all.";
        var exact = O200kBase.Shared.Count(text);
        Assert.Equal((int)Math.Ceiling(exact * 1.35), TokenCounters.ForModel("claude").Count(text));
        Assert.Equal(0, TokenCounters.ForModel("claude").Count(""));
    }
}
