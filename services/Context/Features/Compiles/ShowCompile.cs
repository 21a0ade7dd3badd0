using Context.Storage;
using Contracts.Context;
using Contracts.Policy;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Tenancy;

namespace Context.Features.Compiles;

internal static class ShowCompile
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v2/context/compiles/{id}", Handle)
        .WithName("Context.ShowCompile")
        .WithSummary("A compile's receipt, its rendered window and the texts of its candidates. What is above the reader's sensitivity ceiling is masked.")
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<CompileDetail>, ProblemHttpResult>> Handle(
        Guid id, Caller caller, ContextDb db, IPolicyApi policy, ILogger<ContextModule> log, CancellationToken cancel)
    {
        var (row, compile, refusal) = await ReadCompile.ForReader(id, caller, db, policy, log, cancel);
        if (row is null || compile is null)
        {
            return refusal!;
        }

        var texts = await ReadCompile.Texts(compile, caller, db, cancel);
        return TypedResults.Ok(new CompileDetail(
            row.Id, row.RunId, compile.Task, compile.Scope, row.At, compile.Receipt, row.ReceiptHash, compile.Markdown,
            [.. compile.Messages.Select(m => new ChatMessage(m.Role, m.Content))],
            compile.Items.Where(i => texts.ContainsKey(i.TextHash)).ToDictionary(i => i.Item.Id, i => texts[i.TextHash], StringComparer.Ordinal),
            compile.Items.Where(i => i.Item.Keywords is not null && texts.ContainsKey(i.TextHash)).ToDictionary(i => i.Item.Id, i => i.Item.Keywords!, StringComparer.Ordinal)));
    }
}
