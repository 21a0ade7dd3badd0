using Context.Storage;
using Contracts.Context;
using Microsoft.AspNetCore.Http.HttpResults;
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
        Guid id, Caller caller, ContextDb db, CompileRerun rerun, CancellationToken cancel)
    {
        if (await ReadCompile.Row(id, caller, db, cancel) is not { } row)
        {
            return ReadCompile.Unknown(id);
        }

        var compile = CompileStore.Read(row);
        var again = await rerun.Run(compile, await ReadCompile.Texts(compile, caller, db, cancel), caller.OrgId, cancel);
        return TypedResults.Ok(new CompileReproduction(
            id, again.Same, compile.Receipt.OutputHash, again.OutputHash, compile.Receipt.Profile, compile.Receipt.CompilerVersion, again.Problems, again.Note));
    }
}
