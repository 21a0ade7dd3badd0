using System.Text.Json;
using Contracts;
using Contracts.Policy;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Policy.Domain;
using Policy.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using Substrate.Compiling;
using Substrate.Json;
using Substrate.Policies;
using Substrate.Scoping;

namespace Policy.Features.Decisions;

internal static class ListDecisions
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v2/policies/decisions/{runId}", HandleRun)
            .WithName("Policy.ListDecisionsOfRun")
            .WithSummary("Decisions that belong to a run, newest first. A run that policy was never asked about has none.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapGet("/v2/policies/decisions", Handle)
            .WithName("Policy.ListDecisions")
            .WithSummary("Decisions, newest first; of one run, of one compile, or with one effect (allow, redact, deny).")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static Task<Results<Ok<Page<DecisionView>>, ProblemHttpResult>> HandleRun(
        Guid runId, int? limit, string? cursor, Caller caller, PolicyDb db, CancellationToken cancel) =>
        Handle(runId, null, null, limit, cursor, caller, db, cancel);

    private static async Task<Results<Ok<Page<DecisionView>>, ProblemHttpResult>> Handle(
        Guid? run, Guid? compile, string? effect, int? limit, string? cursor, Caller caller, PolicyDb db, CancellationToken cancel)
    {
        if (!PageRequest.TryRead(limit, cursor, out var page, out var problem))
        {
            return problem!;
        }
        if (effect is not null && !WireNames.TryRead<Effect>(effect, out _))
        {
            return Problem.Invalid("effect_unknown", $"'{effect}' is not an effect. Effects: {string.Join(", ", WireNames.All<Effect>())}.", "effect");
        }

        var query = db.Decisions.AsNoTracking().Where(d => d.OrgId == caller.OrgId);
        query = run is null ? query : query.Where(d => d.RunId == run);
        query = compile is null ? query : query.Where(d => d.CompileId == compile);
        query = effect is null ? query : query.Where(d => d.Effect == effect);
        if (!page.TryAfter(out var at, out var id, out problem))
        {
            return problem!;
        }
        query = at is null ? query : query.Where(d => EF.Functions.LessThan(ValueTuple.Create(d.At, d.Id), ValueTuple.Create(at.Value, id!.Value)));

        var rows = await query.OrderByDescending(d => d.At).ThenByDescending(d => d.Id).Take(page.Limit + 1).ToListAsync(cancel);
        var ceiling = DecisionMask.CeilingOf(caller.Role, PolicyEvaluator.Limits(BuiltInEnvelopes.Default, caller.Role, []));
        var shown = rows.Take(page.Limit).ToList();
        var next = rows.Count > page.Limit ? Cursor.Encode(shown[^1].At, shown[^1].Id) : null;
        return TypedResults.Ok(new Page<DecisionView>([.. shown.Select(row => View(row, ceiling))], next));
    }

    private static DecisionView View(RecordedDecision row, Sensitivity ceiling)
    {
        var decision = new EnvelopeDecision(
            row.SubjectId, WireNames.Read<SubjectKind>(row.Kind), WireNames.Read<Effect>(row.Effect), WireNames.Read<ReasonCode>(row.Code),
            Read<string>(row.Rules), row.Reason);
        Sensitivity? sensitivity = row.Sensitivity is null ? null : WireNames.Read<Sensitivity>(row.Sensitivity);
        return new(row.Id, row.RunId, row.CompileId, DecisionMask.For(decision, sensitivity, ceiling), Read<EnvelopeRef>(row.Envelopes), row.Caller, row.At);
    }

    private static List<T> Read<T>(string json) => JsonSerializer.Deserialize<List<T>>(json, PlatformJson.Options)!;
}
