using Substrate.Redaction;
using Xunit;

namespace Substrate.Tests.Redaction;

/// <summary>Numbers are those that the schemes publish for tests.</summary>
public sealed class PersonalDataTests
{
    private const PiiClasses All = PiiClasses.Email | PiiClasses.Phone | PiiClasses.Iban | PiiClasses.Card;

    [Theory]
    [InlineData("email", "write to ", "kim.smith+shop@mail.example.org", ".")]
    [InlineData("email", "{\"to\":\"", "kim@example.com", "\"}")]
    [InlineData("phone", "call ", "+44 20 7946 0958", " today")]
    [InlineData("phone", "call ", "+12025550123", ",")]
    [InlineData("phone", "call ", "(212) 555-0123", "")]
    [InlineData("phone", "Phone: ", "030 1234567", "")]
    [InlineData("phone", "appelez ", "01 23 45 67 89", ".")]
    [InlineData("iban", "pay to ", "DE89 3704 0044 0532 0130 00", " now")]
    [InlineData("iban", "IBAN=", "GB82WEST12345698765432", "")]
    [InlineData("payment-card", "card ", "4111 1111 1111 1111", "!")]
    [InlineData("payment-card", "card ", "378282246310005", ",")]
    [InlineData("payment-card", "", "5555-5555-5555-4444", "")]
    public void Personal_data_goes_where_it_is_asked_for_and_only_there(string kind, string before, string value, string after)
    {
        var text = before + value + after;
        var span = Assert.Single(Redactor.Find(text, RedactionProfile.Scrub, All));
        Assert.Equal((kind, value), (span.Kind, text.Substring(span.Start, span.Length)));
        Assert.Empty(Redactor.Find(text, RedactionProfile.Scrub, PiiClasses.None));
    }

    [Theory]
    [InlineData("git@github.com:owner/name.git")]
    [InlineData("icon@2x.png and lodash@4.17.21 and @types/node")]
    [InlineData("@app.route('/x')")]
    [InlineData("DE89 3704 0044 0532 0130 01")]
    [InlineData("4111 1111 1111 1112")]
    [InlineData("order 4111111111111111234567")]
    [InlineData("build 20261125221430 of 1.2.3.4567")]
    [InlineData("@@ -1204,7 +1204,7 @@\n+12345678\n-0123456789")]
    [InlineData("2026-11-25 22:14:30.123456789+00:00")]
    [InlineData("0x4111111111111111 1716239022123")]
    [InlineData("127.0.0.1:5432 and 192.168.100.200")]
    public void What_only_looks_like_it_stays(string text) => Assert.Empty(Redactor.Find(text, RedactionProfile.Scrub, All));

    [Fact]
    public void Identifiers_are_a_class_of_their_own()
    {
        const string Text = "run 0192f0c1-2b3c-7d4e-8f50-61728394a5b6 in acme-logs.s3.eu-west-1.amazonaws.com not 00000000-0000-0000-0000-000000000000";
        Assert.Equal(["uuid", "bucket-name"], Redactor.Find(Text, RedactionProfile.Scrub, PiiClasses.Identifier).Select(span => span.Kind));
        Assert.Empty(Redactor.Find(Text, RedactionProfile.Scrub, All));
    }
}
