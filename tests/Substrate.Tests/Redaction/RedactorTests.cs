using System.Security.Cryptography;
using System.Text;
using Substrate.Redaction;
using Xunit;

namespace Substrate.Tests.Redaction;

public sealed class RedactorTests
{
    // Made up, and assembled here so that no scanner takes this file for a leak.
    private static string Fake(string prefix, int length, string alphabet = "a1B2c3D4e5F6g7H8i9J0") =>
        prefix + string.Concat(Enumerable.Range(0, length).Select(i => alphabet[i % alphabet.Length]));

    private static readonly RedactionSettings Settings = new(RedactionProfile.Scrub, PiiClasses.None, Encoding.UTF8.GetBytes("a key of this test"));

    private static RedactionResult Redact(string text) => Redactor.Redact(text, Settings);

    private static string Mark(string kind, string secret) =>
        $"[redacted:{kind}:{Convert.ToHexStringLower(HMACSHA256.HashData(Settings.Key.Span, Encoding.UTF8.GetBytes($"{kind}\0{secret}")))[..8]}]";

    public static TheoryData<string, string, string> Secrets() => new()
    {
        { "aws-access-key", "id = ", "AKIA" + "QWERTYUIOPASDFGH" },
        { "aws-secret-key", "aws_secret_access_key = ", Fake("", 40) },
        { "aws-secret-key", "{\\\"SecretAccessKey\\\": \\\"", Fake("", 40) },
        { "github-token", "token ", Fake("ghp_", 36) },
        { "github-token", "export GH=", Fake("github_pat_", 60) },
        { "gitlab-token", "PRIVATE-TOKEN: ", Fake("glpat-", 20) },
        { "slack-token", "slack ", Fake("xoxb-", 40, "12345678901-") },
        { "anthropic-key", "ANTHROPIC_API_KEY=", Fake("sk-ant-api03-", 80) },
        { "openai-key", "OPENAI_API_KEY=", Fake("sk-proj-", 60) },
        { "openai-key", "key: ", Fake("sk-", 48) },
        { "google-key", "maps ", Fake("AIza", 35) },
        { "stripe-key", "stripe ", Fake("sk_live_", 24) },
        { "npm-token", "//registry/:_authToken=", Fake("npm_", 36) },
        { "pypi-token", "password = ", Fake("pypi-AgEIcHlwaS5vcmc", 80) },
        { "jwt", "cookie ", Fake("eyJ", 20) + "." + Fake("eyJ", 40) + "." + Fake("", 43) },
        { "auth-header", "Authorization: Basic ", Fake("", 24) },
        { "auth-header", "\\\"authorization\\\": \\\"Bearer ", Fake("", 24) },
        { "bearer-token", "-H 'Bearer ", Fake("", 32) },
        { "api-key-header", "X-Api-Key: ", Fake("", 32) },
        { "url-password", "postgres://app:", Fake("", 12) },
        { "connection-string-password", "Server=db;Database=x;User Id=sa;Password=", Fake("", 12) },
        { "ctx-api-key", "CTX_API_KEY=", Fake("ctx_", 43) },
    };

    [Theory]
    [MemberData(nameof(Secrets))]
    public void A_known_secret_is_taken_out_and_named(string kind, string before, string secret)
    {
        var after = kind == "url-password" ? "@localhost/x" : "\n";
        var result = Redact(before + secret + after);

        Assert.DoesNotContain(secret, result.Text, StringComparison.Ordinal);
        Assert.Equal($"{before}{Mark(kind, secret)}{after}", result.Text);
        Assert.Equal([new RedactionFinding(kind, 1)], result.Findings);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\\n")]
    public void A_private_key_goes_with_its_frame(string newLine)
    {
        var key = $"-----BEGIN RSA PRIVATE KEY-----{newLine}{Fake("", 64)}{newLine}{Fake("", 30)}=={newLine}-----END RSA PRIVATE KEY-----";
        Assert.Equal($"before {Mark("private-key", key)} after", Redact($"before {key} after").Text);
    }

    [Fact]
    public void A_private_key_whose_end_is_cut_off_goes_too()
    {
        var key = "-----BEGIN OPENSSH PRIVATE KEY-----\n" + Fake("", 64) + "\n" + Fake("", 20);
        Assert.Equal($"x\n{Mark("private-key", key)}", Redact($"x\n{key}").Text);
    }

    [Theory]
    [InlineData("Nothing to see in ordinary prose.")]
    [InlineData("pass the bearer token in the Authorization header")]
    [InlineData("Bearer authentication-is-described-elsewhere")]
    [InlineData("git clone https://github.com/owner/name.git && see http://host:8080/path@v2")]
    [InlineData("postgres://app:${PASSWORD}@db/x and postgres://app:<password>@db")]
    [InlineData("password = input('password? ')")]
    [InlineData("if (!pem.StartsWith(\"-----BEGIN PRIVATE KEY-----\")) throw new Error();")]
    [InlineData("commit 0a1b2c3d4e5f60718293a4b5c6d7e8f901234567")]
    [InlineData("task-scheduler sk-learn risk-assessment npm_config_registry hf_hub")]
    [InlineData("sha512-3f8a1B2c3D4e5F6g7H8i9J0a1B2c3D4e5F6g7H8i9J0==")]
    public void Ordinary_text_comes_back_as_it_was(string text)
    {
        var result = Redact(text);
        Assert.Same(text, result.Text);
        Assert.Empty(result.Findings);
    }

    [Fact]
    public void Redacting_twice_changes_nothing()
    {
        var all = string.Join(' ', Secrets().Select(row => (object[])[.. row]).Select(row => $"{row[1]}{row[2]}")) + $" https://u:{Fake("ghp_", 36)}x@h " + Fake("ghp_", 36) + Fake("AKIA", 16, "QWERTZ");
        var once = Redact(all);
        var twice = Redact(once.Text);
        Assert.Same(once.Text, twice.Text);
        Assert.Empty(twice.Findings);
    }

    [Fact]
    public void Equal_secrets_leave_equal_marks_under_one_key_only()
    {
        var (one, other) = (Fake("ghp_", 36), Fake("ghp_", 37));
        Assert.Equal($"{Mark("github-token", one)} {Mark("github-token", other)} {Mark("github-token", one)}", Redact($"{one} {other} {one}").Text);
        Assert.NotEqual(Redact(one).Text, Redactor.Redact(one, Settings with { Key = new byte[] { 1 } }).Text);
    }

    [Fact]
    public void Each_kind_is_counted()
    {
        var text = $"{Fake("ghp_", 36)} {Fake("npm_", 36)} {Fake("ghs_", 40)}";
        Assert.Equal([new RedactionFinding("github-token", 2), new RedactionFinding("npm-token", 1)], Redact(text).Findings);
    }
}
