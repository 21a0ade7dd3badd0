using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Substrate.Redaction;
using Xunit;

namespace Substrate.Tests.Redaction;

/// <summary>What holds for every text. 10³ cases each; 10⁴ with CTX_THOROUGH=1, from the seed CTX_SEED if that is set.</summary>
public sealed partial class RedactorProperties
{
    private static readonly RedactionSettings Settings = new(RedactionProfile.Scrub, PiiClasses.Email | PiiClasses.Card, Encoding.UTF8.GetBytes("a key of this test"));

    // Assembled here, so that no scanner takes this file for a leak.
    private static readonly string[] Secrets =
        ["AKIA" + "QWERTYUIOPASDFGH", "ghp_" + "a1B2c3D4e5F6g7H8i9J0a1B2c3D4e5F6g7H8", "q7Vx2mKz9pLw", "npm_" + "a1B2c3D4e5F6g7H8i9J0a1B2c3D4e5F6g7H8", "eyJ" + "hbGciOiJIUzI1NiJ9" + ".eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0" + ".c2lnbmF0dXJlLW9m", "kim@example.com", "4111111111111111"];

    /// <summary>Quotation marks as \", as RFC 8785 writes them; the default writes \u0022.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions[] Writers = [Plain, JsonSerializerOptions.Default];

    private static readonly Gen<string> Fragment = Gen.OneOf(
        Gen.Elements(Secrets),
        Gen.Elements("password", "token", "api_key", "Authorization", "secret", "twitter_token", "key", "user", "the"),
        Gen.Elements("=", ": ", "\":\"", "\": \"", " => ", "(", "\"", "'", "\\\"", "\\", "\n", "\\n", "\\\\n", "\\u0022", " ", ",", "{", "}", "[", "]", "Bearer ", "Basic ", "://", "@", ";", "&", "-----BEGIN PRIVATE KEY-----"),
        Gen.Elements("[redacted:", "[redacted:token:", "[redacted:password:0a1b2c3d]", "0a1b2c3d]", "日本", "👍", "\uD83D", "x1Y2z3", "0123456789abcdef"));

    private static readonly Gen<string> Texts = Fragment.ListOf().Select(parts => string.Concat(parts));

    private static void Holds(Func<string, bool> property)
    {
        // The ordinary run looks at the same texts each time; the thorough one at new ones, or at those of the seed that a failure named.
        var thorough = Environment.GetEnvironmentVariable("CTX_THOROUGH") == "1";
        var named = ulong.TryParse(Environment.GetEnvironmentVariable("CTX_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var replayed);
        var seed = named ? replayed : thorough ? (ulong)Random.Shared.NextInt64() : 42UL;
        foreach (var text in Texts.Sample(thorough ? 10_000 : 1_000, new Rnd(seed), 50))
        {
            Assert.True(property(text), $"seed {seed}: {text}");
        }
    }

    [Fact]
    public void Redacting_twice_changes_nothing() => Holds(text =>
    {
        var once = Redactor.Redact(text, Settings);
        return ReferenceEquals(once.Text, Redactor.Redact(once.Text, Settings).Text);
    });

    [Fact]
    public void Nothing_is_found_inside_a_mark_or_across_its_edge() => Holds(text =>
    {
        var marks = Mark().Matches(text);
        return Redactor.Find(text, RedactionProfile.Scrub, Settings.Pii).All(span => marks.All(mark =>
            span.End <= mark.Index || span.Start >= mark.Index + mark.Length || (span.Start <= mark.Index && span.End >= mark.Index + mark.Length && span.Length > mark.Length)));
    });

    [Fact]
    public void Findings_are_in_order_apart_and_within_the_text() => Holds(text =>
    {
        var end = 0;
        foreach (var span in Redactor.Find(text, RedactionProfile.Block, Settings.Pii))
        {
            if (span.Start < end || span.Length <= 0 || span.End > text.Length) return false;
            end = span.End;
        }
        return true;
    });

    /// <summary>A quotation mark inside a value may look like its end to what is found by names: then what is left is text, and the Recorder keeps it as such.</summary>
    [Fact]
    public void Json_whose_texts_hold_no_quotation_marks_stays_json() => Holds(text => text.AsSpan().ContainsAny('"', '\\') || Writers.All(writer =>
    {
        var json = Nested(text, writer);
        return ReadsAsJson(Redactor.Redact(json, Settings).Text);
    }));

    [Fact]
    public void No_finding_in_json_begins_or_ends_within_an_escape() => Holds(text => Writers.All(writer =>
    {
        var json = Nested(text, writer);
        var within = new HashSet<int>();
        for (var at = json.IndexOf('\\', StringComparison.Ordinal); at >= 0; at = json.IndexOf('\\', at))
        {
            var end = at + (json[at + 1] == 'u' ? 6 : 2);
            while (++at < end) within.Add(at);
        }
        return Redactor.Find(json, RedactionProfile.Scrub, Settings.Pii).All(span => !within.Contains(span.Start) && !within.Contains(span.End));
    }));

    private static string Nested(string text, JsonSerializerOptions writer) =>
        JsonSerializer.Serialize(new { cmd = text, env = new[] { text, "password=" + text }, password = text, nested = JsonSerializer.Serialize(new { token = text }, writer) }, writer);

    /// <summary>Also each string in it: half of a surrogate pair is JSON, but no text.</summary>
    private static bool ReadsAsJson(string json)
    {
        try
        {
            using var parsed = JsonDocument.Parse(json);
            return parsed.RootElement.EnumerateObject().All(property => property.Value.ValueKind != JsonValueKind.String || property.Value.GetString() is not null);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("first\n{0}")]
    [InlineData("a \"quoted\" {0} \"word\"")]
    [InlineData("C:\\temp\\{0}")]
    [InlineData("\t{0}\t")]
    public void A_secret_of_known_shape_is_found_at_every_depth_of_escaping(string frame)
    {
        foreach (var secret in Secrets.Take(2))
        {
            var text = frame.Replace("{0}", secret, StringComparison.Ordinal);
            for (var depth = 0; depth < 4; depth++)
            {
                Assert.DoesNotContain(secret, Redactor.Redact(text, Settings).Text, StringComparison.Ordinal);
                text = JsonSerializer.Serialize(new { text });
            }
        }
    }

    [GeneratedRegex(@"\[redacted:[a-z0-9_-]{1,80}(:[0-9a-f]{8})?\]")]
    private static partial Regex Mark();
}
