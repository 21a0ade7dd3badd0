using Gateway.Domain;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using Substrate.Policies;

namespace Gateway.Features.Access;

/// <summary>Why a request does not come in, in words for the person who sent it.</summary>
internal static class Refusals
{
    public static ProblemHttpResult NoCredentials() =>
        Problem.Of(401, "credentials_missing", "This needs an API key (X-Api-Key or Authorization: Bearer) or a signed-in browser.");

    public static ProblemHttpResult TwoDifferentKeys() =>
        Problem.Of(400, "keys_differ", "X-Api-Key and Authorization hold different keys. Send one of them, or the same key in both.");

    public static ProblemHttpResult UnsupportedScheme() =>
        Problem.Of(401, "scheme_unsupported", "Authorization must be 'Bearer' and an API key.");

    public static ProblemHttpResult Unknown(PresentedAs shown) => shown is PresentedAs.Session
        ? Problem.Of(401, "session_unknown", "This browser's session is not known here. Sign in again.")
        : Problem.Of(401, "key_unknown", "This API key is not known here.");

    public static ProblemHttpResult Ended(Credential credential, CredentialState state) => (credential.Kind, state) switch
    {
        (CredentialKind.ApiKey, CredentialState.Expired) => Problem.Of(401, "key_expired", $"This API key expired on {credential.ExpiresAt:yyyy-MM-dd HH:mm} UTC."),
        (CredentialKind.ApiKey, _) => Problem.Of(401, "key_revoked", $"This API key was revoked on {credential.RevokedAt:yyyy-MM-dd HH:mm} UTC."),
        (_, CredentialState.Expired) => Problem.Of(401, "session_expired", "This browser's session has expired. Sign in again."),
        _ => Problem.Of(401, "session_ended", "This browser's session was ended. Sign in again."),
    };

    public static ProblemHttpResult CrossSite() =>
        Problem.Forbidden("cross_site", $"A signed-in browser may change things only from the platform's own pages. Other clients use an API key, or send {RequestOrigin.MarkerHeader}: 1.");

    public static ProblemHttpResult RoleTooLow(Credential credential, CallerRole needed) =>
        Problem.Forbidden("role_too_low", $"This needs the role {KeyRules.Name(needed)}; this caller is {KeyRules.Name(credential.Role)}.");

    public static ProblemHttpResult BodyTooLarge(long limit) =>
        Problem.TooLarge("body_too_large", $"The request's body is larger than the {limit / (1024 * 1024d):0.##} MiB that this route takes.");

    public static ProblemHttpResult TooMany(TimeSpan wait) =>
        Problem.Of(429, "rate_limited", $"Too many requests. Try again in {Math.Ceiling(wait.TotalSeconds)} s.");

    public static ProblemHttpResult NoSuchRoute(string path) =>
        Problem.NotFound("route_unknown", "There is no such address.", $"Nothing answers at {path}. GET /openapi.json lists what there is.");

    public static ProblemHttpResult WrongMethod(string method, IReadOnlyList<string> allowed) =>
        Problem.Of(405, "method_not_allowed", $"This address does not take {method}. It takes {string.Join(", ", allowed)}.");
}
