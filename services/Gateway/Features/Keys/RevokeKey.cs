using Contracts.Gateway;
using Gateway.Domain;
using Gateway.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using ServiceDefaults.Http;
using ServiceDefaults.Live;
using ServiceDefaults.Tenancy;

namespace Gateway.Features.Keys;

internal static class RevokeKey
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v2/keys/{id}/revoke", Handle)
            .WithName("Gateway.RevokeKey")
            .WithSummary("Ends a key and every browser session that was opened with it, at once. Revoking twice changes nothing.")
            .ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);

    private static async Task<Results<Ok<KeyView>, ProblemHttpResult>> Handle(
        Guid id, Caller caller, Database<GatewayDb> database, CredentialStore credentials, LiveEvents<GatewayDb> live, TimeProvider clock, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(caller.OrgId, cancel);
        await using var db = database.CreateContext(connection);
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var key = await db.ApiKeys.FromSql($"SELECT * FROM api_keys WHERE id = {id} FOR UPDATE").SingleOrDefaultAsync(cancel);
        if (key is null)
        {
            return Problem.NotFound("key_unknown", "There is no API key with this id.");
        }
        if (!KeyRules.MayActOn(caller.Role, key.Role))
        {
            return Problem.Forbidden("role_above_own", $"A caller with the role {KeyRules.Name(caller.Role)} cannot revoke a key with the role {KeyRules.Name(key.Role)}.");
        }
        if (key.Managed)
        {
            return Problem.Conflict("key_managed", "This is the installation's own key. It comes from the configuration (Gateway:OwnerKey) and ends when that names another.");
        }
        if (key.RevokedAt is null)
        {
            key.RevokedAt = clock.GetUtcNow();
            key.RevokedBy = caller.Subject;
            await db.SaveChangesAsync(cancel);
            await RevocationListener.Announce(connection, id, cancel);
            await live.PublishAsync(connection, null, caller.OrgId, "key", id.ToString(), cancel);
        }
        await transaction.CommitAsync(cancel);
        credentials.Forget(id);
        return TypedResults.Ok(KeyViews.Of(key));
    }
}
