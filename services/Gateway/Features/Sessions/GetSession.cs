using Contracts.Gateway;
using Gateway.Domain;
using Gateway.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Tenancy;

namespace Gateway.Features.Sessions;

internal static class GetSession
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v2/session", Handle)
            .WithName("Gateway.GetSession")
            .WithSummary("Who the caller is: organisation, subject and role.");

    private static async Task<Ok<SessionView>> Handle(Caller caller, GatewayDb db, CancellationToken cancel)
    {
        var name = await db.Organisations.Where(org => org.OrgId == caller.OrgId).Select(org => org.Name).SingleAsync(cancel);
        return TypedResults.Ok(new SessionView(caller.OrgId, caller.Subject, WireRoles.ToRole(caller.Role), name));
    }
}
