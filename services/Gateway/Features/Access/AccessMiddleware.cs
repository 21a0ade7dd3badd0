using Gateway.Domain;
using Gateway.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Tenancy;
using Substrate.Policies;

namespace Gateway.Features.Access;

/// <summary>
/// The door: who is it, may they, how often, how much. What passes carries the signed identity for the services and nothing of what the caller showed.
/// Expects that routing has chosen an endpoint.
/// </summary>
internal sealed class AccessMiddleware(
    RequestDelegate next, CredentialStore credentials, KeyUsage usage, RateLimiter limiter, IdentitySigner signer, TimeProvider clock)
{
    private static readonly string[] Secrets = ["X-Api-Key", "Authorization", "Cookie"];

    public async Task InvokeAsync(HttpContext context)
    {
        var permission = RouteTable.Find(context);
        // A page that does not exist is told to people who are signed in; nobody learns the routes from outside.
        if (permission is not { Role: null })
        {
            if (await Admit(context, permission) is { } refusal)
            {
                await refusal.ExecuteAsync(context);
                return;
            }
            if (permission is null)
            {
                await NotThere(context).ExecuteAsync(context);
                return;
            }
        }
        else if (await limiter.Take(Anonymous(context)) is { } wait)
        {
            await TooMany(context, wait).ExecuteAsync(context);
            return;
        }
        if (permission is { Role: null } && permission.Service != Permissions.Own)
        {
            ActForNobody(context.Request);
        }
        if (!await BodyLimit.Apply(context, permission.MaxBody))
        {
            return;
        }
        using (CallerContext.Of(context) is { } caller ? CallerContext.Act(caller) : null)
        {
            await next(context);
        }
    }

    private async Task<IResult?> Admit(HttpContext context, Permission? permission)
    {
        var request = context.Request;
        var shown = PresentedSecret.Read(
            request.Headers["X-Api-Key"], request.Headers.Authorization, request.Cookies[SessionCookie.NameFor(request.Host.Port)]);
        var now = clock.GetUtcNow();
        Credential? credential = null;
        IResult? refusal = shown.As switch
        {
            PresentedAs.Nothing => Refusals.NoCredentials(),
            PresentedAs.TwoDifferentKeys => Refusals.TwoDifferentKeys(),
            PresentedAs.UnsupportedScheme => Refusals.UnsupportedScheme(),
            PresentedAs.ApiKey or PresentedAs.Session => null,
            _ => throw new InvalidOperationException($"{shown.As}"),
        };
        if (refusal is null)
        {
            var kind = shown.As is PresentedAs.Session ? CredentialKind.Session : CredentialKind.ApiKey;
            credential = await credentials.Find(kind, shown.Secret, context.RequestAborted);
            refusal = credential is null ? Refusals.Unknown(shown.As)
                : credential.StateAt(now) is var state and not CredentialState.Active ? Refusals.Ended(credential, state)
                : null;
        }
        if (await limiter.Take(refusal is null ? credential!.Id.ToString("N") : Anonymous(context)) is { } wait)
        {
            return TooMany(context, wait);
        }
        if (refusal is not null)
        {
            return SignInPage.Instead(context, refusal);
        }
        if (credential!.Kind is CredentialKind.Session && !RequestOrigin.IsSafe(request.Method) && !RequestOrigin.IsOwn(
            request.Headers["Sec-Fetch-Site"], request.Headers.Origin, $"{request.Scheme}://{request.Host}", request.Headers.ContainsKey(RequestOrigin.MarkerHeader)))
        {
            return Refusals.CrossSite();
        }
        if (permission?.Role is { } needed && credential.Role < needed)
        {
            return Refusals.RoleTooLow(credential, needed);
        }
        if (credential.KeyId is { } key)
        {
            usage.Note(credential.OrgId, key, now);
        }
        foreach (var header in Secrets)
        {
            request.Headers.Remove(header);
        }
        var caller = new Caller(credential.OrgId, credential.Subject, credential.Role);
        request.Headers[IdentitySigner.Header] = signer.Sign(caller);
        context.Features.Set(caller);
        if (request.Path.Value!.EndsWith("/events", StringComparison.Ordinal))
        {
            // A live stream would outlive the key it was opened with by hours.
            context.Response.RegisterForDispose(credentials.EndOf(credential).Register(context.Abort));
        }
        return null;
    }

    /// <summary>What is open to all is answered by a service too, which wants to know who asks: nobody of any organisation.</summary>
    private void ActForNobody(HttpRequest request)
    {
        foreach (var header in Secrets)
        {
            request.Headers.Remove(header);
        }
        request.Headers[IdentitySigner.Header] = signer.Sign(new Caller(Installation.OrgId, "anyone", CallerRole.Viewer));
    }

    private static ProblemHttpResult NotThere(HttpContext context)
    {
        var allowed = Permissions.MethodsOf(context.Request.Path);
        if (allowed.Count == 0)
        {
            return Refusals.NoSuchRoute(context.Request.Path);
        }
        context.Response.Headers.Allow = string.Join(", ", allowed);
        return Refusals.WrongMethod(context.Request.Method, allowed);
    }

    private static ProblemHttpResult TooMany(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString();
        return Refusals.TooMany(wait);
    }

    private static string Anonymous(HttpContext context) => $"from:{context.Connection.RemoteIpAddress}";
}
