using Microsoft.AspNetCore.Http;
using ServiceDefaults.Http;

namespace ServiceDefaults.Tenancy;

/// <summary>Marks a route that only a signed identity may call.</summary>
internal sealed class IdentityRequired
{
    public static IdentityRequired Instance { get; } = new();
}

internal sealed class IdentityMiddleware(RequestDelegate next, IdentitySigner signer)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<IdentityRequired>() is null)
        {
            await next(context);
            return;
        }
        if (signer.Verify(context.Request.Headers[IdentitySigner.Header]) is not { } caller)
        {
            await Problem.WriteAsync(context, Problem.Of(
                401, "identity_required", "This request carries no valid platform identity.", "Call the platform through its gateway."));
            return;
        }
        using (CallerContext.Accept(context, caller)) await next(context);
    }
}
