using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Substrate.Redaction;
using Xunit;

namespace Substrate.Tests.Redaction;

public sealed class EscapesTests
{
    // Made up.
    private const string Secret = "q7Vx2mKz9pLwR4tY";

    private static readonly RedactionSettings Settings = new(RedactionProfile.Scrub, PiiClasses.None, Encoding.UTF8.GetBytes("a key of this test"));

    private static string Mark(string kind, string secret) =>
        $"[redacted:{kind}:{Convert.ToHexStringLower(HMACSHA256.HashData(Settings.Key.Span, Encoding.UTF8.GetBytes($"{kind}\0{secret}")))[..8]}]";

    /// <summary>A scheme's name (Bearer, token) is stepped over with one separator, and the separator may be the first part of an escape.</summary>
    [Theory]
    [InlineData("""{"authorization":"Bearer§"}""", "auth-header", """\t""")]
    [InlineData("""{"authorization":"Bearer§"}""", "auth-header", """\u00a0""")]
    [InlineData("""{"password":"token§"}""", "password", """\uD83D\uDC4D""")]
    [InlineData("""{"a":"{\"password\":\"token§\"}"}""", "password", """\\uD83D\\uDC4D""")]
    public void A_secret_that_is_found_from_the_middle_of_an_escape_goes_with_the_escape(string frame, string kind, string escape)
    {
        var text = Redactor.Redact(frame.Replace("§", escape + Secret, StringComparison.Ordinal), Settings).Text;

        Assert.Equal(frame.Replace("§", Mark(kind, escape + Secret), StringComparison.Ordinal), text);
        AssertJsonAtEveryDepth(text);
        Assert.Same(text, Redactor.Redact(text, Settings).Text);
    }

    [Theory]
    [InlineData("""{"password":"token\u000a\u000a§\\"}""")]
    [InlineData("""{"a":"{\"b\":\"{\\\"password\\\":\\\"token\\\\uD83D\\\\uDC4D§\\\"}\"}"}""")]
    public void Json_with_such_a_secret_stays_json(string frame)
    {
        var text = Redactor.Redact(frame.Replace("§", Secret, StringComparison.Ordinal), Settings).Text;

        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
        AssertJsonAtEveryDepth(text);
    }

    // ‹ and › stand where the secret was found, [ and ] where it is taken out; ▲ and ▼ for the halves of a surrogate pair, which an attribute cannot hold apart.
    [Theory]
    [InlineData("""say \"‹abc›\" now""", """say \"[abc]\" now""")]
    [InlineData("""say \‹"abc›""", """say [\"abc]""")]
    [InlineData("""say \\‹abc›""", """say \\[abc]""")]
    [InlineData("""say \\\‹"abc›""", """say [\\\"abc]""")]
    [InlineData("""say \‹\\"abc›""", """say [\\\"abc]""")]
    [InlineData("""say \‹nabc›""", """say [\nabc]""")]
    [InlineData("""say \\‹nabc›""", """say [\\nabc]""")]
    [InlineData("""say \n‹abc›""", """say \n[abc]""")]
    [InlineData("""say C:\‹xyz›""", """say C:\[xyz]""")]
    [InlineData("""say \‹u00e9abc›""", """say [\u00e9abc]""")]
    [InlineData("""say \u0‹0e9abc›""", """say [\u00e9abc]""")]
    [InlineData("""say \u00e‹9abc›""", """say [\u00e9abc]""")]
    [InlineData("""say \u00e9‹abc›""", """say \u00e9[abc]""")]
    [InlineData("""say \\\\u00‹e9abc›""", """say [\\\\u00e9abc]""")]
    [InlineData("""say \u0‹0e›9 abc""", """say [\u00e9] abc""")]
    [InlineData("""say \uD83D‹\uDC4Dabc›""", """say [\uD83D\uDC4Dabc]""")]
    [InlineData("""say \\ud83d\\udc‹4dabc›""", """say [\\ud83d\\udc4dabc]""")]
    [InlineData("""say \uD83D‹abc›\uDC4D""", """say \uD83D[abc]\uDC4D""")]
    [InlineData("""say \u00e9\uDC4D‹abc›""", """say \u00e9\uDC4D[abc]""")]
    [InlineData("say ▲‹▼abc›", "say [▲▼abc]")]
    [InlineData("say ‹abc▲›▼", "say [abc▲▼]")]
    [InlineData("say ▲‹abc›▼", "say ▲[abc]▼")]
    [InlineData("""say ‹abc\›" now""", """say [abc]\" now""")]
    [InlineData("""say ‹abc\\›\" now""", """say [abc]\\\" now""")]
    [InlineData("""say ‹abc\›u00e9""", """say [abc]\u00e9""")]
    [InlineData("""say ‹abc\u00›e9 now""", """say [abc\u00e9] now""")]
    [InlineData("""say ‹abc\\u00e›9 now""", """say [abc\\u00e9] now""")]
    [InlineData("""say ‹abc\uD83D›\uDC4D now""", """say [abc\uD83D\uDC4D] now""")]
    [InlineData("""say ‹abc\\uD8›3D\\uDC4D now""", """say [abc\\uD83D\\uDC4D] now""")]
    [InlineData("""say ‹abc\u00›""", """say [abc\u00]""")]
    [InlineData("""‹abc›""", """[abc]""")]
    [InlineData("""say u00‹e9abc›""", """say u00[e9abc]""")]
    [InlineData("""\‹n\›n""", """[\n]\n""")]
    [InlineData("""say \\‹\\\›" now""", """say \\\\\" now""")]
    [InlineData("""say ‹abc›‹def›""", """say [abc][def]""")]
    [InlineData("""say ‹abc\›‹nabc›""", """say [abc][\nabc]""")]
    [InlineData("""say ‹abc\u›‹00e9abc›""", """say [abc\u00e9abc]""")]
    [InlineData("""say ‹abc\u0›0‹e9abc›""", """say [abc\u00e9abc]""")]
    [InlineData("""say ‹abc\uD83D›‹\uDC4Dabc›""", """say [abc\uD83D\uDC4Dabc]""")]
    public void A_mark_begins_and_ends_outside_every_escape(string found, string taken)
    {
        var (text, spans) = Marked(found, '‹', '›');

        var (same, expected) = Marked(taken, '[', ']');
        Assert.Equal(same, text);
        Assert.Equal(expected, Redactor.Disjoint(text, spans));
    }

    private static (string Text, List<SecretSpan> Spans) Marked(string drawn, char opens, char closes)
    {
        var (text, spans) = (new StringBuilder(), new List<SecretSpan>());
        var start = 0;
        foreach (var c in drawn)
        {
            if (c == opens) start = text.Length;
            else if (c == closes) spans.Add(new SecretSpan(start, text.Length - start, "token"));
            else text.Append(c switch { '▲' => '\uD83D', '▼' => '\uDC4D', _ => c });
        }
        return (text.ToString(), spans);
    }

    private static void AssertJsonAtEveryDepth(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        foreach (var text in parsed.RootElement.EnumerateObject().Select(property => property.Value.GetString()!).Where(text => text.StartsWith('{'))) AssertJsonAtEveryDepth(text);
    }
}
