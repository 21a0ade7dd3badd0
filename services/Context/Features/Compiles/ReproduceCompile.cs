using Context.Domain;
using Context.Storage;
using Contracts.Context;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Tenancy;

namespace Context.Features.Compiles;

internal static class ReproduceCompile
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v2/context/compiles/{id}/reproduce", Handle)
        .WithName("Context.ReproduceCompile")
        .WithSummary("Runs a compile again from its stored inputs, under the profile version it had, and compares bytes.")
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<CompileReproduction>, ProblemHttpResult>> Handle(
        Guid id, Caller caller, ContextDb db, ProfileStore profiles, OrgRedaction redaction, CancellationToken cancel)
    {
        var row = await db.Compiles.AsNoTracking().FirstOrDefaultAsync(c => c.OrgId == caller.OrgId && c.Id == id, cancel);
        if (row is null)
        {
            return ReadCompile.Unknown(id);
        }

        var compile = CompileStore.Read(row);
        var again = Recomputation.Of(
            compile, await ReadCompile.Texts(compile, caller, db, cancel), redaction.For(caller.OrgId), await ProfileOf(compile, profiles, caller.OrgId, cancel));
        return TypedResults.Ok(new CompileReproduction(
            id, again.Same, compile.Receipt.OutputHash, again.OutputHash, compile.Receipt.Profile, compile.Receipt.CompilerVersion, again.Problems, again.Note));
    }

    /// <summary>The profile version that a receipt names; null when it is not here.</summary>
    public static async Task<Substrate.Compiling.CompileProfile?> ProfileOf(StoredCompile compile, ProfileStore profiles, Guid orgId, CancellationToken cancel)
    {
        var named = compile.Receipt.Profile;
        return named.Version > 0 && Substrate.Compiling.ProfileRules.IsName(named.Name) ? (await profiles.FindAsync(orgId, new(named.Name, named.Version), cancel))?.Profile : null;
    }
}
