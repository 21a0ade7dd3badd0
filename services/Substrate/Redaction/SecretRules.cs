using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Substrate.Redaction;

/// <summary>One kind of secret. <paramref name="Find"/> runs only when one of the keywords is in the text.</summary>
/// <param name="IsLoose">Takes what could as well be an example: for scrub only.</param>
internal sealed record SecretRule(string[] Keywords, Action<string, List<SecretSpan>> Find, bool IsLoose = false);

/// <summary>The shapes that are looked for, most specific first. Prefixes are those that the issuers publish.</summary>
internal static class SecretRules
{
    public static IReadOnlyList<SecretRule> All { get; } =
    [
        new(["PRIVATE KEY"], PrivateKeys.Find),
        Fixed("aws-access-key", @"\b(A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b", "AKIA", "ASIA", "ABIA", "ACCA", "A3T"),
        AnyCase("aws-secret-key", @"\b(aws_?)?secret_?(access_?)?key(\\{0,3}[""'])?\s{0,4}(:|=>?)\s{0,4}(\\{0,3}[""'])?(?<v>[A-Za-z0-9/+]{40,})", value => value.Length == 40, "secret_access_key", "secretaccesskey", "aws_secret"),
        Fixed("github-token", @"\b(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        Fixed("gitlab-token", @"\b(gl(pat|ptt|dt|rt|cbt|ft|soat|agent|imt|oas|ffct)-[A-Za-z0-9_=.-]{20,}|GR1348941[A-Za-z0-9_-]{20,})", "glpat-", "glptt-", "gldt-", "glrt-", "glcbt-", "glft-", "glsoat-", "glagent-", "glimt-", "gloas-", "glffct-", "GR1348941"),
        Fixed("slack-token", @"\b(xox[abeoprs](-\d)?-[A-Za-z0-9-]{10,}|xapp-\d-[A-Za-z0-9-]{20,})", "xox", "xapp-"),
        Fixed("slack-webhook", @"hooks\.slack\.com/(services|workflows|triggers)/(?<v>[A-Za-z0-9+/_-]{20,})", "hooks.slack.com/"),
        Fixed("anthropic-key", @"\bsk-ant-[A-Za-z0-9_-]{20,}", "sk-ant-"),
        Fixed("openai-key", @"\bsk-((proj|svcacct|admin|or-v1)-[A-Za-z0-9_-]{20,}|[A-Za-z0-9]{32,})", "sk-"),
        Fixed("google-key", @"\b(AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{28}|ya29\.[A-Za-z0-9_.-]{20,})", "AIza", "GOCSPX-", "ya29."),
        Fixed("stripe-key", @"\b((sk|rk)_(live|test|prod)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{24,})", "_live_", "_test_", "_prod_", "whsec_"),
        Fixed("npm-token", @"\bnpm_[A-Za-z0-9]{36}\b", "npm_"),
        Fixed("pypi-token", @"\bpypi-AgE[A-Za-z0-9_-]{50,}", "pypi-AgE"),
        Fixed("huggingface-token", @"\bhf_[A-Za-z0-9]{34,}\b", "hf_"),
        Fixed("sendgrid-key", @"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{32,}", "SG."),
        Fixed("digitalocean-token", @"\bdo[opr]_v1_[a-f0-9]{64}\b", "dop_v1_", "doo_v1_", "dor_v1_"),
        Fixed("shopify-token", @"\bshp(at|ca|pa|ss)_[a-fA-F0-9]{32}\b", "shpat_", "shpca_", "shppa_", "shpss_"),
        Fixed("vault-token", @"\bhv[sb]\.[A-Za-z0-9_-]{24,}", "hvs.", "hvb."),
        Fixed("docker-token", @"\bdckr_pat_[A-Za-z0-9_-]{20,}", "dckr_pat_"),
        Fixed("age-key", @"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b", "AGE-SECRET-KEY-1"),
        Fixed("ctx-api-key", @"\bctx_[A-Za-z0-9_-]{43,}", "ctx_"),
        AnyCase("azure-storage-key", @"\b(Account|SharedAccess)Key=(?<v>[A-Za-z0-9+/]{40,}={0,2})", "AccountKey=", "SharedAccessKey="),
        Fixed("jwt", @"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]{0,})?", "eyJ"),
        AnyCase("auth-header", @"\bauthorization(\\{0,3}[""'])?\s{0,4}[:=]\s{0,4}(\\{0,3}[""'])?(bearer|basic|token|apikey)\s{1,4}(?<v>[A-Za-z0-9._~+/=:-]{8,})", "authorization"),
        AnyCase("bearer-token", @"\bbearer\s{1,4}(?<v>[A-Za-z0-9._~+/-]{20,}={0,2})", value => value.ContainsAnyInRange('0', '9'), "bearer"),
        AnyCase("api-key-header", @"\b(x-api-key|api-key|x-auth-token)(\\{0,3}[""'])?\s{0,4}[:=]\s{0,4}(\\{0,3}[""'])?(?<v>[A-Za-z0-9._~+/=-]{16,})", "x-api-key", "api-key:", "x-auth-token"),
        new(["password", "pwd"], ConnectionStrings.Find, IsLoose: true),
    ];

    private delegate bool Accept(ReadOnlySpan<char> value);

    private static SecretRule Fixed(string kind, [StringSyntax(StringSyntaxAttribute.Regex)] string pattern, params string[] keywords) =>
        new(keywords, Collector(kind, pattern, static _ => true));

    private static SecretRule AnyCase(string kind, [StringSyntax(StringSyntaxAttribute.Regex)] string pattern, params string[] keywords) => AnyCase(kind, pattern, static _ => true, keywords);

    private static SecretRule AnyCase(string kind, [StringSyntax(StringSyntaxAttribute.Regex)] string pattern, Accept accept, params string[] keywords) =>
        new(keywords, Collector(kind, "(?i)" + pattern, accept));

    /// <summary>The group named "v" is the secret; without one, the whole match is. Non-backtracking, because the text is anyone's.</summary>
    private static Action<string, List<SecretSpan>> Collector(string kind, string pattern, Accept accept)
    {
        var regex = new Lazy<Regex>(() => new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture));
        return (text, spans) =>
        {
            for (var match = regex.Value.Match(text); match.Success; match = match.NextMatch())
            {
                var group = match.Groups["v"];
                var (start, length) = group.Success ? (group.Index, group.Length) : (match.Index, match.Length);
                if (accept(text.AsSpan(start, length))) spans.Add(new SecretSpan(start, length, kind));
            }
        };
    }
}
