using Context.Domain;
using Xunit;

namespace Context.Tests.Domain;

public sealed class RetrievalQueryTests
{
    [Fact]
    public void A_task_that_fits_is_asked_as_it_is() => Assert.Equal("Fix: the `parser`\nof dates", RetrievalQuery.From("Fix: the `parser`\nof dates"));

    [Fact]
    public void A_long_task_keeps_its_distinct_words_in_order()
    {
        var task = "alpha beta " + string.Join(' ', Enumerable.Repeat("beta", 2_000)) + " src/gamma.py";
        Assert.Equal("alpha beta src/gamma.py", RetrievalQuery.From(task));
    }

    [Theory]
    [InlineData("é")]
    [InlineData("数")]
    [InlineData("\U0001F600")]
    [InlineData("word ")]
    [InlineData("a%/")]
    public void Whatever_the_task_is_made_of_it_fits_into_a_url(string piece)
    {
        var task = string.Concat(Enumerable.Range(0, 20_000).Select(i => piece + i));
        Assert.InRange(Uri.EscapeDataString(RetrievalQuery.From(task)).Length, 0, RetrievalQuery.MaxEncodedBytes);
    }

    [Fact]
    public void The_same_task_gives_the_same_query()
    {
        var task = string.Join(' ', Enumerable.Range(0, 5_000).Select(i => $"word{i}"));
        Assert.Equal(RetrievalQuery.From(task), RetrievalQuery.From(task));
    }
}
