using System.Text.Json;
using Context.Domain;
using Context.Storage;
using Contracts.Context;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace Context.Features.Compiles;

internal static class ExportCompile
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v2/context/compiles/{id:guid}/export", Handle)
        .WithName("Context.ExportCompile")
        .WithSummary("A compile whole: inputs, texts, receipt, rendering. Never masked: who may not read all of it is refused.")
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<CompileExport>, ProblemHttpResult>> Handle(Guid id, Caller caller, ContextDb db, CancellationToken cancel)
    {
        if (await ReadCompile.Row(id, caller, db, cancel) is not { } row)
        {
            return ReadCompile.Unknown(id);
        }

        if (!CompileMask.ReadsEverything(caller.Role, caller.Subject, row.Caller))
        {
            return Problem.Forbidden("compile_masked", "Parts of this compile may not be read by this caller, so it cannot be exported whole.", "An admin may export it.");
        }

        var compile = CompileStore.Read(row);
        var texts = await ReadCompile.Texts(compile, caller, db, cancel);
        return TypedResults.Ok(new CompileExport(
            row.Id, row.RunId, row.Caller, row.ReceiptHash, JsonSerializer.Deserialize<JsonElement>(PackedText.Unpack(row.Document)), texts));
    }
}
