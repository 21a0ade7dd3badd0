using Substrate.Compiling;
using Substrate.Tokens;
using Xunit;

namespace Substrate.Tests.Compiling;

public sealed class GroupingTests
{
    private static readonly DateTimeOffset Evening = new(2026, 12, 30, 20, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Who_speaks_is_said_once_while_it_stays_the_same() => Assert.Equal(
        """
        ### chat:1
        ```
        30 December 2026
        Kim: the parser is slow
        it reads everything twice
        Lee: I see
        Kim: now it is fast
        ```
        """.ReplaceLineEndings("\n"),
        Listed("Kim: the parser is slow", "Kim: it reads everything twice", "Lee: I see", "Kim: now it is fast"));

    [Fact]
    public void A_name_stays_where_what_is_left_would_look_like_somebody_elses_line() => Assert.Equal(
        """
        ### chat:1
        ```
        30 December 2026
        Kim: the parser is slow
        Kim: Lee: I agree
        ```
        """.ReplaceLineEndings("\n"),
        Listed("Kim: the parser is slow", "Kim: Lee: I agree"));

    [Fact]
    public void A_line_without_a_name_never_stands_under_one_with_a_name() => Assert.Equal(
        """
        ### chat:1
        ```
        30 December 2026
        Kim: the parser is slow
        ```

        ### chat:1
        ```
        30 December 2026
        it reads everything twice
        and writes it once
        ```
        """.ReplaceLineEndings("\n"),
        Listed("Kim: the parser is slow", "it reads everything twice", "and writes it once"));

    [Theory]
    [InlineData("31 December")]
    [InlineData("1 January 2027")]
    [InlineData(" 2  May")]
    public void What_looks_like_a_day_is_not_listed_and_keeps_its_name(string text)
    {
        Assert.Equal($"### chat:1\n```\n30 December 2026\nKim: one\nKim: {text}\n```", Listed("Kim: one", $"Kim: {text}"));
        Assert.Contains($"```\n\n### chat:1\n```\n{text}\n```", Listed("one", text), StringComparison.Ordinal);
    }

    [Fact]
    public void The_day_stands_when_it_is_another_one_and_its_year_when_that_is() => Assert.Equal(
        """
        ### chat:1
        ```
        30 December 2026
        Kim: one
        two
        31 December
        three
        1 January 2027
        four
        ```
        """.ReplaceLineEndings("\n"),
        Listed([("Kim: one", 0), ("Kim: two", 1), ("Kim: three", 8), ("Kim: four", 30)]));

    private static string Listed(params string[] texts) => Listed([.. texts.Select((text, at) => (text, at % 4))]);

    private static string Listed((string Text, int Hour)[] said)
    {
        var items = said.Select((one, at) => new ContextItem($"m{at}", ItemKind.Message, one.Text, new ItemSource("chat:1"), At: Evening.AddHours(one.Hour)));
        var output = Compiler.Compile(CompilerTests.Input(items), O200kBase.Shared);
        return output.Markdown.Split("## Conversation\n\n")[1];
    }
}
