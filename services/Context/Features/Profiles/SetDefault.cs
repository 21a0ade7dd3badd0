using Context.Domain;
using Context.Storage;
using Contracts.Context;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using Substrate.Hashing;
using Substrate.Policies;

namespace Context.Features.Profiles;

/// <summary>Chooses the profile of every compile that asks for none. What was chosen, by whom and why is kept.</summary>
internal static class SetDefault
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/v2/context/profiles/default", Handle)
        .WithName("Context.SetDefaultProfile")
        .WithSummary("Makes one version of a profile the organisation's default. Setting what is set already changes nothing.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<Ok<DefaultProfileChange>, ProblemHttpResult>> Handle(
        SetDefaultProfile request, Caller caller, ProfileStore profiles, Database<ContextDb> database, OrgRedaction redaction, TimeProvider clock, CancellationToken cancel)
    {
        if (caller.Role < CallerRole.Admin)
        {
            return Problem.Forbidden("admin_required", "Only an admin or owner may choose the default profile: it decides what every agent sees.");
        }
        if (ChangeReason.Fault(request.Reason, "it is kept with the change") is { } fault)
        {
            return fault;
        }
        if (await profiles.FindAsync(caller.OrgId, new(request.Name, request.Version), cancel) is not { } wanted)
        {
            return Problem.Unprocessable("profile_unknown", $"There is no profile {ProfileName.Of(request.Name, request.Version)}.", "name", "GET /v2/context/profiles lists them.");
        }

        await using var connection = await database.OpenAsync(caller.OrgId, cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ProfileWriter.LockAsync(connection, transaction, caller.OrgId, cancel);
        var before = await profiles.DefaultWithinAsync(connection, transaction, caller.OrgId, cancel);
        var now = Moment.Stored(clock.GetUtcNow());
        var reason = redaction.Of(caller.OrgId, request.Reason.Trim());
        if (before.Reference != wanted.Reference)
        {
            await ProfileWriter.SetDefaultAsync(connection, transaction, caller.OrgId, before, wanted, caller.Subject, reason, now, cancel);
            await transaction.CommitAsync(cancel);
        }

        return TypedResults.Ok(new DefaultProfileChange(before.Reference, wanted.Reference, caller.Subject, reason, now));
    }
}
