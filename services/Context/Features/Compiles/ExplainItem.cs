using Context.Domain;
using Context.Storage;
using Contracts.Context;
using Contracts.Policy;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using Substrate.Compiling;

namespace Context.Features.Compiles;

internal static class ExplainItem
{
    private const int MostNear = 3;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v2/context/compiles/{id}/why", Handle)
        .WithName("Context.ExplainItem")
        .WithSummary("Why one candidate is in the window, or why not, in a sentence.")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<WhyAnswer>, ProblemHttpResult>> Handle(
        Guid id, string? item, Caller caller, ContextDb db, IPolicyApi policy, ProjectRedaction redaction, ILogger<ContextModule> log, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(item))
        {
            return Problem.Invalid("item_missing", "Say which candidate: ?item=ID.", "item", $"GET /v2/context/compiles/{id} lists the candidates.");
        }

        var (_, compile, refusal) = await ReadCompile.ForReader(id, caller, db, policy, log, cancel);
        if (compile is null)
        {
            return refusal!;
        }

        // A masked id is answered like an unknown one: the answer must not say that it exists.
        var forms = redaction.Forms(caller.OrgId, item);
        var entry = compile.Receipt.Entries.FirstOrDefault(e => forms.Contains(e.ItemId));
        return entry is null
            ? Problem.NotFound(
                "candidate_unknown", $"'{forms[0]}' was not a candidate of this compile.{Near(compile.Receipt, forms[0])}",
                $"It had {compile.Receipt.Entries.Count} candidates; GET /v2/context/compiles/{id} lists them in receipt.entries. What memory left out before scoring is counted by reason in receipt.memory.filtered.")
            : TypedResults.Ok(new WhyAnswer(id, entry.ItemId, entry.Decision, WhySentence.For(entry, compile.Receipt), entry));
    }

    /// <summary>Of what this reader may see anyway: who asks for a path may not know that a file's id begins with "file:".</summary>
    private static string Near(Receipt receipt, string asked)
    {
        var near = receipt.Entries.Where(e => e.ItemId.Contains(asked, StringComparison.OrdinalIgnoreCase) || string.Equals(e.SourceUri, asked, StringComparison.OrdinalIgnoreCase))
            .Select(e => $"'{e.ItemId}'").Take(MostNear).ToList();
        return near.Count == 0 ? "" : $" There is {string.Join(", ", near)}.";
    }
}
