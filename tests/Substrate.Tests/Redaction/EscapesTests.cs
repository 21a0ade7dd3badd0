using Substrate.Redaction;
using Xunit;

namespace Substrate.Tests.Redaction;

public sealed class EscapesTests
{
    /// <summary>The span is what stands between the bars.</summary>
    [Theory]
    [InlineData(@"plain |secret| end", @"plain |secret| end")]
    [InlineData(@"a\|nsecret| end", @"a|\nsecret| end")]
    [InlineData(@"a\|""secret|", @"a|\""secret|")]
    [InlineData(@"a\|\secret|", @"a|\\secret|")]
    [InlineData(@"a\\|nsecret|", @"a\\|nsecret|")]
    [InlineData(@"a\\\|nsecret|", @"a\\|\nsecret|")]
    [InlineData(@"a\|Asecret|", @"a\|Asecret|")]
    [InlineData(@"a\u00|e9secret|", @"a|\u00e9secret|")]
    [InlineData(@"a\|u00e9secret|", @"a|\u00e9secret|")]
    [InlineData(@"a\u|00e9secret|", @"a|\u00e9secret|")]
    [InlineData(@"a\u00e9|secret|", @"a\u00e9|secret|")]
    [InlineData(@"a\\u00|e9secret|", @"a\\u00|e9secret|")]
    [InlineData(@"au00|e9secret|", @"au00|e9secret|")]
    [InlineData(@"|secret\|""", @"|secret|\""")]
    [InlineData(@"|secret\\|n", @"|secret|\\n")]
    [InlineData(@"\|n\|n", @"|\n|\n")]
    public void A_span_has_no_part_of_an_escape(string before, string after) => Assert.Equal(after, Outside(before));

    [Fact]
    public void A_span_of_nothing_but_a_backslash_is_empty() => Assert.Equal(0, Escapes.Outside(@"a\\b", new(1, 2, "token")).Length);

    private static string Outside(string marked)
    {
        var start = marked.IndexOf('|', StringComparison.Ordinal);
        var end = marked.LastIndexOf('|') - 1;
        var text = marked.Replace("|", "", StringComparison.Ordinal);
        var span = Escapes.Outside(text, new(start, end - start, "token"));
        return text.Insert(span.End, "|").Insert(span.Start, "|");
    }
}
