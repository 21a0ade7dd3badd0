using Microsoft.AspNetCore.Http;
using Substrate.Policies;

namespace ServiceDefaults.Tenancy;

/// <summary>Who asks, and for which organisation. As an endpoint parameter it is the verified identity of the request.</summary>
/// <param name="Subject">A person, <c>key:{id}</c>, or <c>service:{name}</c>.</param>
public sealed record Caller(Guid OrgId, string Subject, CallerRole Role)
{
    /// <summary>The platform itself, acting for an organisation: consumers, jobs, warm-up.</summary>
    public static Caller ForService(Guid orgId, string service) => new(orgId, "service:" + service, CallerRole.Service);

    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(CallerContext.Of(context));
}
