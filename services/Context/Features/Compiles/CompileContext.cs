using Context.Storage;
using Contracts.Context;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;
using Substrate.Compiling;

namespace Context.Features.Compiles;

/// <summary>Compiles a window and keeps it with its receipt: one insert, then the answer.</summary>
internal static class CompileContext
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v2/context/compile", Handle)
        .WithName("Context.CompileContext")
        .WithSummary("Compiles a context window under a token budget and keeps a receipt for every candidate.")
        .WithIdempotencyKey()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<CompileView>, ProblemHttpResult>> Handle(
        CompileRequest request, Caller caller, HttpContext http, WindowCompiler compiler, Database<ContextDb> database, Outbox<ContextDb> outbox,
        LiveEvents<ContextDb> live, SealSignal sealing, CancellationToken cancel)
    {
        var timing = new StageTimes();
        var (window, refusal) = await compiler.Compile(request, caller, kept: true, timing, cancel);
        if (window is null)
        {
            return refusal!;
        }

        var (id, output, stored) = (window.Id, window.Output, window.ToStore());
        await using (var connection = await database.OpenAsync(caller.OrgId, cancel))
        await using (var transaction = await connection.BeginTransactionAsync(cancel))
        {
            await CompileStore.Add(connection, transaction, id, request.RunId, caller, stored, Texts(window.Items, stored.Items), cancel);
            await outbox.AddAsync(connection, transaction, caller.OrgId, Message(window), cancel);
            await outbox.AddAsync(connection, transaction, caller.OrgId, Lineage.Of([(id, request.RunId, stored)]), cancel);
            await live.PublishAsync(connection, transaction, caller.OrgId, "compile", id.ToString("D"), cancel);
            await transaction.CommitAsync(cancel);
        }
        sealing.Raise(caller.OrgId);
        timing.Mark("store");

        http.Response.Headers.Append("Server-Timing", timing.ToHeader());
        return TypedResults.Ok(new CompileView(
            id, output.Markdown, window.Messages, window.Placed, output.Receipt.UsedTokens, request.Budget, output.Receipt.OutputHash, window.Recalled.Warning,
            RenderedAnthropic.Of(output.Messages)));
    }

    private static Dictionary<string, string> Texts(IReadOnlyList<ContextItem> items, IReadOnlyList<Domain.StoredItem> stored)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (item, kept) in items.Zip(stored))
        {
            texts.TryAdd(kept.TextHash, item.Text);
            if (kept.SummaryHash is not null)
            {
                texts.TryAdd(kept.SummaryHash, item.Summary!);
            }
        }

        return texts;
    }

    private static ContextCompiled Message(CompiledWindow window) => new()
    {
        CompileId = window.Id,
        RunId = window.Request.RunId,
        Task = window.Request.Task,
        OutputHash = window.Output.Receipt.OutputHash,
        UsedTokens = window.Output.Receipt.UsedTokens,
        Memories =
        [
            .. window.Output.Receipt.Entries
                .Where(e => e.Kind == ItemKind.Memory && Guid.TryParseExact(e.ItemId, "D", out _))
                .Select(e => new CompiledMemory { MemoryId = Guid.ParseExact(e.ItemId, "D"), Decision = e.Decision, Score = e.Score }),
        ],
        At = window.Output.Receipt.At,
    };
}
