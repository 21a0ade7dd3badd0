using Substrate.Redaction;
using Xunit;

namespace Substrate.Tests.Redaction;

public sealed class GitleaksRuleTests
{
    [Fact]
    public void Every_rule_has_keywords_and_a_pattern_that_reads_any_text()
    {
        Assert.Equal(221, GitleaksRule.All.Count);
        Assert.All(GitleaksRule.All, rule =>
        {
            Assert.NotEmpty(rule.Keywords);
            Assert.All(rule.Keywords, keyword => Assert.True(keyword.Length >= 2 && keyword.All(char.IsAscii)));
            rule.Find(string.Join(' ', rule.Keywords.Select(keyword => $"{keyword} = \"\"")), [0], []);
        });
    }

    [Theory]
    [InlineData("twilio-api-key", "SK", "0123456789abcdef0fedcba987654321", "call ", " now")]
    [InlineData("heroku-api-key", "", "12345678-90ab-4cde-8f01-23456789abcd", "heroku_key = \"", "\"")]
    [InlineData("heroku-api-key", "", "12345678-90ab-4cde-8f01-23456789abcd", "{\\\"heroku_key\\\": \\\"", "\\\"}")]
    [InlineData("linear-api-key", "lin_api_", "a1B2c3D4e5F6g7H8i9J0a1B2c3D4e5F6g7H8i9J0", "linear ", ".")]
    public void A_rule_finds_what_it_is_for(string kind, string prefix, string rest, string before, string after)
    {
        var text = before + prefix + rest + after;
        var span = Assert.Single(Redactor.Find(text, RedactionProfile.Block, PiiClasses.None));
        Assert.Equal((kind, prefix + rest), (span.Kind, text.Substring(span.Start, span.Length)));
    }

    [Fact]
    public void A_rule_does_not_find_what_its_entropy_or_lists_rule_out() =>
        Assert.Empty(Redactor.Find("SK00000000000000000000000000000000 AKIAIOSFODNN7EXAMPLE".Replace("AKIA", "x", StringComparison.Ordinal), RedactionProfile.Block, PiiClasses.None));

    [Fact]
    public void More_patterns_than_are_kept_still_find_theirs()
    {
        var text = string.Join('\n', GitleaksRule.All.SelectMany(rule => rule.Keywords).Select(keyword => $"{keyword}: x")) + "\nlin_api_" + string.Concat(Enumerable.Repeat("a1B2c3D4e5", 4));
        for (var i = 0; i < 2; i++) Assert.Contains(Redactor.Find(text, RedactionProfile.Block, PiiClasses.None), span => span.Kind == "linear-api-key");
    }
}
