using System.Diagnostics;
using Context.Domain;
using Context.Storage;
using Contracts.Context;
using Contracts.Memory;
using Contracts.Policy;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;
using Substrate.Compiling;
using Substrate.Tokens;

namespace Context.Features.Compiles;

/// <summary>
/// Compiles a window: what policy lets this caller see at all, memory for the task within that, policy on every candidate, the compiler, one insert, the answer.
/// </summary>
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
        CompileRequest request, Caller caller, HttpContext http, IPolicyApi policy, IMemoryApi memory, Database<ContextDb> database, ProjectRedaction projects, OrgRedaction redaction, Outbox<ContextDb> outbox,
        LiveEvents<ContextDb> live, SealSignal sealing, BuildVersion build, TimeProvider clock, ILogger<ContextModule> log, CancellationToken cancel)
    {
        var timing = new StageTimes();
        if (CompileRequestRules.FirstFault(request, CompileProfile.Default) is { } fault)
        {
            return Problem.Invalid(fault.Code, fault.Title, fault.Field);
        }

        // Before anything is hashed, stored or sent on.
        var settings = await projects.ForAsync(caller.OrgId, request.Scope.Project, cancel);
        request = RequestRedaction.WithoutSecrets(request, settings);
        timing.Mark("redact");

        // PostgreSQL keeps microseconds; the receipt and its row must say the same instant.
        var now = clock.GetUtcNow();
        now = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        var id = Guid.CreateVersion7(now);
        var given = request.Items ?? [];
        var disabled = request.DisabledRules ?? [];

        var recalled = Recalled.Nothing;
        if (request.Memory?.Enabled != false)
        {
            var (sees, unseen) = await AskPolicy.Limits(disabled, policy, log, cancel);
            timing.Mark("policy");
            if (sees is null)
            {
                return unseen!;
            }
            recalled = await RecallMemory.Ask(request, sees.Limits, given.Select(i => i.Id).ToHashSet(StringComparer.Ordinal), memory, log, cancel);
            timing.Mark("memory");
        }

        IReadOnlyList<ContextItem> items = [.. given, .. recalled.Items.Select(item => RequestRedaction.Recalled(item, settings))];
        var (answer, refusal) = await AskPolicy.About(items, request.Scope, id, request.RunId, disabled, policy, log, cancel);
        timing.Mark("policy");
        if (answer is null)
        {
            return refusal!;
        }

        var decisions = answer.Decisions.ToDictionary(d => d.SubjectId, StringComparer.Ordinal);
        var output = Compiler.Compile(
            new(request.Task, request.Scope, request.Budget, items, decisions, CompileProfile.Default, answer.Envelopes, disabled, recalled.Snapshot, build.Value, now)
            {
                // Not what the project takes out: that is gone from every text already, and a window is computed again without knowing it.
                Redaction = redaction.For(caller.OrgId),
            },
            TokenCounters.ForModel(request.Model));
        timing.Mark("pack");

        var stored = new StoredCompile(
            request.Task, request.Scope, request.Model, recalled.Query, [.. items.Select(StoredItem.From)], decisions, output.Receipt, output.Markdown,
            output.Messages, output.Items);
        await using (var connection = await database.OpenAsync(caller.OrgId, cancel))
        await using (var transaction = await connection.BeginTransactionAsync(cancel))
        {
            await CompileStore.Add(connection, transaction, id, request.RunId, caller, stored, Texts(items, stored), cancel);
            await outbox.AddAsync(connection, transaction, caller.OrgId, Message(id, request, output.Receipt), cancel);
            await outbox.AddAsync(connection, transaction, caller.OrgId, Lineage.Of([(id, request.RunId, stored)]), cancel);
            await live.PublishAsync(connection, transaction, caller.OrgId, "compile", id.ToString("D"), cancel);
            await transaction.CommitAsync(cancel);
        }
        sealing.Raise(caller.OrgId);
        timing.Mark("store");

        http.Response.Headers.Append("Server-Timing", timing.ToHeader());
        return TypedResults.Ok(new CompileView(
            id, output.Markdown, [.. output.Messages.Select(m => new ChatMessage(m.Role, m.Content))],
            [.. output.Items.Select(i => new CompiledItem(i.Id, i.Kind, i.Lane, i.Tokens))], output.Receipt.UsedTokens, request.Budget, output.Receipt.OutputHash,
            recalled.Warning));
    }

    private static Dictionary<string, string> Texts(IReadOnlyList<ContextItem> items, StoredCompile stored)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (item, kept) in items.Zip(stored.Items))
        {
            texts.TryAdd(kept.TextHash, item.Text);
            if (kept.SummaryHash is not null)
            {
                texts.TryAdd(kept.SummaryHash, item.Summary!);
            }
        }

        return texts;
    }

    private static ContextCompiled Message(Guid id, CompileRequest request, Receipt receipt) => new()
    {
        CompileId = id,
        RunId = request.RunId,
        Task = request.Task,
        OutputHash = receipt.OutputHash,
        UsedTokens = receipt.UsedTokens,
        Memories =
        [
            .. receipt.Entries
                .Where(e => e.Kind == ItemKind.Memory && Guid.TryParseExact(e.ItemId, "D", out _))
                .Select(e => new CompiledMemory { MemoryId = Guid.ParseExact(e.ItemId, "D"), Decision = e.Decision, Score = e.Score }),
        ],
        At = receipt.At,
    };
}
