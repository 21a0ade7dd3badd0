using Substrate.Policies;

namespace Gateway;

/// <param name="Template">Route template; the name of a parameter has no meaning.</param>
/// <param name="Role">The least role that may call it; null when nobody needs to be signed in.</param>
/// <param name="Service">Who answers: the name of a service, or <c>gateway</c>.</param>
/// <param name="MaxBody">Largest request body, in bytes.</param>
internal sealed record Permission(string Method, string Template, CallerRole? Role, string Service, long MaxBody = Permission.OrdinaryBody)
{
    public const long OrdinaryBody = 16L << 20;
    public const long ImportBody = 110L << 20;
}

/// <summary>
/// Every route of the platform and the least role that may call it. The gateway routes by this table, so a route that is not in it does not exist outside.
/// </summary>
internal static class Permissions
{
    public const string Own = "gateway";

    public static IReadOnlyList<string> Services { get; } = ["recorder", "memory", "context", "policy"];

    public static IReadOnlyList<Permission> All { get; } =
    [
        new("GET", "/v2/session", CallerRole.Viewer, Own),
        new("GET", "/v2/events", CallerRole.Viewer, Own),
        new("GET", "/v2/keys", CallerRole.Admin, Own),
        new("POST", "/v2/keys", CallerRole.Admin, Own),
        new("POST", "/v2/keys/{id}/revoke", CallerRole.Admin, Own),
        new("GET", "/openapi.json", CallerRole.Viewer, Own),
        new("GET", "/reference/{**asset}", CallerRole.Viewer, Own),
        new("GET", "/{**page}", CallerRole.Viewer, Own),
        // The gateway's own document, the same text as in the source; the merged one is for those who are in.
        new("GET", "/openapi/{documentName}.json", null, Own),
        new("GET", "/health/live", null, Own),
        new("GET", "/health/ready", null, Own),
        new("GET", "/sign-in", null, Own),
        new("POST", "/sign-in", null, Own, 16 << 10),
        new("POST", "/sign-out", null, Own, 16 << 10),

        new("GET", "/v2/runs", CallerRole.Viewer, "recorder"),
        new("POST", "/v2/runs", CallerRole.Member, "recorder"),
        new("POST", "/v2/runs/import", CallerRole.Member, "recorder", Permission.ImportBody),
        new("GET", "/v2/runs/import/formats", CallerRole.Viewer, "recorder"),
        new("GET", "/v2/runs/compare", CallerRole.Viewer, "recorder"),
        new("GET", "/v2/runs/{id}", CallerRole.Viewer, "recorder"),
        new("GET", "/v2/runs/{id}/tree", CallerRole.Viewer, "recorder"),
        new("GET", "/v2/runs/{id}/peers", CallerRole.Viewer, "recorder"),
        new("GET", "/v2/runs/{id}/outline", CallerRole.Viewer, "recorder"),
        new("GET", "/v2/runs/{id}/steps", CallerRole.Viewer, "recorder"),
        new("POST", "/v2/runs/{id}/steps", CallerRole.Member, "recorder"),
        new("POST", "/v2/runs/{id}/complete", CallerRole.Member, "recorder"),
        new("GET", "/v2/runs/{id}/transcript", CallerRole.Viewer, "recorder"),
        new("GET", "/v2/runs/{id}/atif", CallerRole.Viewer, "recorder"),
        new("GET", "/v2/runs/{id}/verify", CallerRole.Viewer, "recorder"),
        new("GET", "/v2/runs/{id}/annotations", CallerRole.Viewer, "recorder"),
        new("GET", "/v2/runs/{id}/proof", CallerRole.Viewer, "recorder"),
        new("GET", "/v2/runs/{id}/bundle", CallerRole.Member, "recorder"),
        new("GET", "/v2/runs/{id}/redactions", CallerRole.Viewer, "recorder"),
        new("GET", "/v2/blobs/{hash}", CallerRole.Viewer, "recorder"),
        // Public keys: whoever holds a bundle may check it.
        new("GET", "/.well-known/jwks.json", null, "recorder"),
        new("POST", "/v2/proof/keys/rotate", CallerRole.Owner, "recorder"),
        new("GET", "/v2/proof/trusted-keys", CallerRole.Viewer, "recorder"),
        new("POST", "/v2/proof/trusted-keys", CallerRole.Admin, "recorder"),
        new("DELETE", "/v2/proof/trusted-keys/{kid}", CallerRole.Admin, "recorder"),
        new("GET", "/v2/provenance/{kind}/{id}", CallerRole.Viewer, "recorder"),
        new("GET", "/v2/redaction/settings", CallerRole.Viewer, "recorder"),
        new("PUT", "/v2/redaction/settings", CallerRole.Admin, "recorder"),
        new("POST", "/v2/redaction/rescan", CallerRole.Admin, "recorder"),

        new("GET", "/v2/memory", CallerRole.Viewer, "memory"),
        new("GET", "/v2/memory/search", CallerRole.Viewer, "memory"),
        new("GET", "/v2/memory/candidates", CallerRole.Viewer, "memory"),
        new("GET", "/v2/memory/candidates/{id}", CallerRole.Viewer, "memory"),
        new("GET", "/v2/memory/{id}", CallerRole.Viewer, "memory"),
        new("GET", "/v2/memory/{id}/usage", CallerRole.Viewer, "memory"),
        new("GET", "/v2/memory/{id}/feedback", CallerRole.Viewer, "memory"),
        new("PUT", "/v2/memory/{id}/feedback", CallerRole.Member, "memory"),
        new("DELETE", "/v2/memory/{id}/feedback", CallerRole.Member, "memory"),
        new("POST", "/v2/memory/distill/run/{runId}", CallerRole.Member, "memory"),
        new("POST", "/v2/memory/{id}/promote", CallerRole.Admin, "memory"),
        new("POST", "/v2/memory/{id}/reject", CallerRole.Admin, "memory"),
        new("POST", "/v2/memory/{id}/expire", CallerRole.Admin, "memory"),
        new("POST", "/v2/memory/{id}/quarantine", CallerRole.Admin, "memory"),
        new("POST", "/v2/memory/{id}/undo", CallerRole.Admin, "memory"),

        new("POST", "/v2/context/compile", CallerRole.Member, "context"),
        new("POST", "/v2/context/compile-at", CallerRole.Member, "context"),
        new("GET", "/v2/context/runs/{runId}/window", CallerRole.Viewer, "context"),
        new("POST", "/v2/context/compile/preview", CallerRole.Member, "context"),
        new("GET", "/v2/context/compiles", CallerRole.Viewer, "context"),
        new("GET", "/v2/context/compiles/{id}", CallerRole.Viewer, "context"),
        new("GET", "/v2/context/compiles/{id}/why", CallerRole.Viewer, "context"),
        new("GET", "/v2/context/compiles/{id}/verify", CallerRole.Viewer, "context"),
        new("POST", "/v2/context/compiles/{id}/reproduce", CallerRole.Member, "context"),
        new("GET", "/v2/context/compiles/{id}/export", CallerRole.Member, "context"),
        new("POST", "/v2/context/compiles/restore", CallerRole.Admin, "context", 64L << 20),
        new("GET", "/v2/context/profiles", CallerRole.Viewer, "context"),
        new("POST", "/v2/context/profiles", CallerRole.Member, "context"),
        new("PUT", "/v2/context/profiles/default", CallerRole.Admin, "context"),
        new("GET", "/v2/context/profiles/default/history", CallerRole.Viewer, "context"),
        new("GET", "/v2/context/profiles/{name}", CallerRole.Viewer, "context"),
        new("GET", "/v2/context/profiles/{name}/versions/{version}", CallerRole.Viewer, "context"),
        new("GET", "/v2/context/profiles/{name}/diff", CallerRole.Viewer, "context"),

        new("POST", "/v2/policies/evaluate", CallerRole.Member, "policy"),
        new("GET", "/v2/policies/decisions", CallerRole.Viewer, "policy"),
        new("GET", "/v2/policies/decisions/{runId}", CallerRole.Viewer, "policy"),
        new("GET", "/v2/policies/envelopes/effective", CallerRole.Viewer, "policy"),

        .. Services.SelectMany(OfEveryService),
    ];

    /// <summary>The methods under which a path exists; empty when it does not exist at all.</summary>
    public static IReadOnlyList<string> MethodsOf(string path) =>
        [.. All.Where(permission => !permission.Template.Contains("**", StringComparison.Ordinal) && Fits(permission.Template, path)).Select(permission => permission.Method).Distinct().Order(StringComparer.Ordinal)];

    private static bool Fits(string template, string path)
    {
        var wanted = template.Split('/');
        var given = path.TrimEnd('/').Split('/');
        return wanted.Length == given.Length
            && wanted.Zip(given).All(pair => pair.First.StartsWith('{') ? pair.Second.Length > 0 : string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));
    }

    // Jobs, dead letters and live events have one shape in every service.
    private static IEnumerable<Permission> OfEveryService(string service) =>
    [
        new("GET", $"/v2/{service}/jobs", CallerRole.Viewer, service),
        new("GET", $"/v2/{service}/jobs/{{id}}", CallerRole.Viewer, service),
        new("GET", $"/v2/{service}/jobs/{{id}}/events", CallerRole.Viewer, service),
        new("POST", $"/v2/{service}/jobs/{{id}}/cancel", CallerRole.Member, service),
        new("GET", $"/v2/{service}/dead-letters", CallerRole.Viewer, service),
        new("POST", $"/v2/{service}/dead-letters/{{id}}/retry", CallerRole.Admin, service),
        new("POST", $"/v2/{service}/dead-letters/{{id}}/discard", CallerRole.Admin, service),
        new("GET", $"/v2/{service}/events", CallerRole.Viewer, service),
    ];
}
