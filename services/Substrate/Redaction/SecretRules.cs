using System.Text.RegularExpressions;

namespace Substrate.Redaction;

internal readonly record struct SecretSpan(int Start, int Length, string Kind);

/// <summary>One kind of secret. <paramref name="Find"/> runs only when one of the keywords is in the text.</summary>
internal sealed record SecretRule(string[] Keywords, StringComparison Comparison, Action<string, List<SecretSpan>> Find);

/// <summary>The shapes that are looked for, most specific first. Prefixes are those that the issuers publish.</summary>
internal static partial class SecretRules
{
    public static IReadOnlyList<SecretRule> All { get; } =
    [
        new(["PRIVATE KEY"], StringComparison.Ordinal, PrivateKeys.Find),
        Fixed("aws-access-key", AwsAccessKey(), "AKIA", "ASIA", "ABIA", "ACCA", "A3T"),
        AnyCase("aws-secret-key", AwsSecretKey(), "secret_access_key", "secretaccesskey", "aws_secret"),
        Fixed("github-token", GitHub(), "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        Fixed("gitlab-token", GitLab(), "glpat-", "glptt-", "gldt-", "glrt-", "glcbt-", "glft-", "glsoat-", "glagent-", "glimt-", "gloas-", "glffct-", "GR1348941"),
        Fixed("slack-token", Slack(), "xox", "xapp-"),
        Fixed("slack-webhook", SlackWebhook(), "hooks.slack.com/"),
        Fixed("anthropic-key", Anthropic(), "sk-ant-"),
        Fixed("openai-key", OpenAi(), "sk-"),
        Fixed("google-key", Google(), "AIza", "GOCSPX-", "ya29."),
        Fixed("stripe-key", Stripe(), "_live_", "_test_", "_prod_", "whsec_"),
        Fixed("npm-token", Npm(), "npm_"),
        Fixed("pypi-token", PyPi(), "pypi-AgE"),
        Fixed("huggingface-token", HuggingFace(), "hf_"),
        Fixed("sendgrid-key", SendGrid(), "SG."),
        Fixed("digitalocean-token", DigitalOcean(), "dop_v1_", "doo_v1_", "dor_v1_"),
        Fixed("shopify-token", Shopify(), "shpat_", "shpca_", "shppa_", "shpss_"),
        Fixed("vault-token", Vault(), "hvs.", "hvb."),
        Fixed("docker-token", Docker(), "dckr_pat_"),
        Fixed("age-key", Age(), "AGE-SECRET-KEY-1"),
        Fixed("ctx-api-key", OwnKey(), "ctx_"),
        AnyCase("azure-storage-key", AzureStorage(), "AccountKey=", "SharedAccessKey="),
        Fixed("jwt", Jwt(), "eyJ"),
        AnyCase("auth-header", AuthorizationHeader(), "authorization"),
        AnyCase("bearer-token", Bearer(), value => value.ContainsAnyInRange('0', '9'), "bearer"),
        AnyCase("api-key-header", ApiKeyHeader(), "x-api-key", "api-key:", "x-auth-token"),
        new(["://"], StringComparison.Ordinal, UrlCredentials.Find),
        new(["password", "pwd"], StringComparison.OrdinalIgnoreCase, ConnectionStrings.Find),
    ];

    private delegate bool Accept(ReadOnlySpan<char> value);

    private static SecretRule Fixed(string kind, Regex pattern, params string[] keywords) =>
        new(keywords, StringComparison.Ordinal, (text, spans) => Collect(kind, pattern, static _ => true, text, spans));

    private static SecretRule AnyCase(string kind, Regex pattern, params string[] keywords) => AnyCase(kind, pattern, static _ => true, keywords);

    private static SecretRule AnyCase(string kind, Regex pattern, Accept accept, params string[] keywords) =>
        new(keywords, StringComparison.OrdinalIgnoreCase, (text, spans) => Collect(kind, pattern, accept, text, spans));

    /// <summary>The group named "v" is the secret; without one, the whole match is.</summary>
    private static void Collect(string kind, Regex pattern, Accept accept, string text, List<SecretSpan> spans)
    {
        for (var match = pattern.Match(text); match.Success; match = match.NextMatch())
        {
            var group = match.Groups["v"];
            var (start, length) = group.Success ? (group.Index, group.Length) : (match.Index, match.Length);
            if (accept(text.AsSpan(start, length))) spans.Add(new SecretSpan(start, length, kind));
        }
    }

    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const RegexOptions Caseless = Plain | RegexOptions.IgnoreCase;

    [GeneratedRegex(@"\b(A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b", Plain)]
    private static partial Regex AwsAccessKey();

    [GeneratedRegex(@"\b(aws_?)?secret_?(access_?)?key(\\{0,3}[""'])?\s{0,4}(:|=>?)\s{0,4}(\\{0,3}[""'])?(?<v>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+])", Caseless)]
    private static partial Regex AwsSecretKey();

    [GeneratedRegex(@"\b(gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255})", Plain)]
    private static partial Regex GitHub();

    [GeneratedRegex(@"\b(gl(pat|ptt|dt|rt|cbt|ft|soat|agent|imt|oas|ffct)-[A-Za-z0-9_=.-]{20,300}|GR1348941[A-Za-z0-9_-]{20,50})", Plain)]
    private static partial Regex GitLab();

    [GeneratedRegex(@"\b(xox[abeoprs](-\d)?-[A-Za-z0-9-]{10,250}|xapp-\d-[A-Za-z0-9-]{20,250})", Plain)]
    private static partial Regex Slack();

    [GeneratedRegex(@"hooks\.slack\.com/(services|workflows|triggers)/(?<v>[A-Za-z0-9+/_-]{20,200})", Plain)]
    private static partial Regex SlackWebhook();

    [GeneratedRegex(@"\bsk-ant-[A-Za-z0-9_-]{20,300}", Plain)]
    private static partial Regex Anthropic();

    [GeneratedRegex(@"\bsk-((proj|svcacct|admin|or-v1)-[A-Za-z0-9_-]{20,300}|[A-Za-z0-9]{32,200})", Plain)]
    private static partial Regex OpenAi();

    [GeneratedRegex(@"\b(AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{28}|ya29\.[A-Za-z0-9_.-]{20,500})", Plain)]
    private static partial Regex Google();

    [GeneratedRegex(@"\b((sk|rk)_(live|test|prod)_[A-Za-z0-9]{10,250}|whsec_[A-Za-z0-9+/=]{24,100})", Plain)]
    private static partial Regex Stripe();

    [GeneratedRegex(@"\bnpm_[A-Za-z0-9]{36}\b", Plain)]
    private static partial Regex Npm();

    [GeneratedRegex(@"\bpypi-AgE[A-Za-z0-9_-]{50,1000}", Plain)]
    private static partial Regex PyPi();

    [GeneratedRegex(@"\bhf_[A-Za-z0-9]{34,60}\b", Plain)]
    private static partial Regex HuggingFace();

    [GeneratedRegex(@"\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}", Plain)]
    private static partial Regex SendGrid();

    [GeneratedRegex(@"\bdo[opr]_v1_[a-f0-9]{64}\b", Plain)]
    private static partial Regex DigitalOcean();

    [GeneratedRegex(@"\bshp(at|ca|pa|ss)_[a-fA-F0-9]{32}\b", Plain)]
    private static partial Regex Shopify();

    [GeneratedRegex(@"\bhv[sb]\.[A-Za-z0-9_-]{24,300}", Plain)]
    private static partial Regex Vault();

    [GeneratedRegex(@"\bdckr_pat_[A-Za-z0-9_-]{20,100}", Plain)]
    private static partial Regex Docker();

    [GeneratedRegex(@"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b", Plain)]
    private static partial Regex Age();

    [GeneratedRegex(@"\bctx_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])", Plain)]
    private static partial Regex OwnKey();

    [GeneratedRegex(@"\b(Account|SharedAccess)Key=(?<v>[A-Za-z0-9+/]{40,100}={0,2})", Caseless)]
    private static partial Regex AzureStorage();

    [GeneratedRegex(@"\beyJ[A-Za-z0-9_-]{8,4000}\.eyJ[A-Za-z0-9_-]{8,16000}(\.[A-Za-z0-9_-]{0,4000})?", Plain)]
    private static partial Regex Jwt();

    [GeneratedRegex(@"\bauthorization(\\{0,3}[""'])?\s{0,4}[:=]\s{0,4}(\\{0,3}[""'])?(bearer|basic|token|apikey)\s{1,4}(?<v>[A-Za-z0-9._~+/=:-]{8,4000})", Caseless)]
    private static partial Regex AuthorizationHeader();

    [GeneratedRegex(@"\bbearer\s{1,4}(?<v>[A-Za-z0-9._~+/-]{20,4000}={0,2})", Caseless)]
    private static partial Regex Bearer();

    [GeneratedRegex(@"\b(x-api-key|api-key|x-auth-token)(\\{0,3}[""'])?\s{0,4}[:=]\s{0,4}(\\{0,3}[""'])?(?<v>[A-Za-z0-9._~+/=-]{16,500})", Caseless)]
    private static partial Regex ApiKeyHeader();
}
