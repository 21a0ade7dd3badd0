using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Recorder.Domain;
using Recorder.Storage;
using ServiceDefaults.Tenancy;
using Substrate.Trace;

namespace Recorder.Features.Runs;

/// <summary>GET /v2/runs/{id}/outline: what a timeline needs of a run of any length without reading its steps.</summary>
internal static class OutlineRun
{
    private static readonly Dictionary<string, StepKind> Kinds = Enum.GetValues<StepKind>().ToDictionary(SnakeCase.OfEnum, StringComparer.Ordinal);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/runs/{id:guid}/outline", Handle)
        .WithName("Recorder.OutlineRun").WithSummary("Counts, errors and page marks of a run's steps")
        .WithDescription("Takes the filter of GET …/steps: kind, errors, q.")
        .ProducesProblem(404);

    private static async Task<Results<Ok<RunOutline>, ProblemHttpResult>> Handle(
        Guid id, Caller caller, Database<RecorderDb> database, CancellationToken ct, string? kind = null, bool? errors = null, string? q = null)
    {
        if (!ListSteps.TryFilter(kind, errors, q, out var filter, out var problem))
        {
            return problem!;
        }

        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        if (await RunRow.FindAsync(connection, null, caller.OrgId, id, ct) is null)
        {
            return RunRefusals.NoSuchRun(id);
        }

        var mentioned = filter.Words is null ? null : (await filter.PageAsync(connection, caller.OrgId, id, 0, int.MaxValue, ct)).Select(r => r.Seq).ToHashSet();
        var outline = new RunOutlining();
        await foreach (var step in StepsAsync(connection, caller.OrgId, id, ct))
        {
            outline.Add(step, mentioned?.Contains(step.Seq) ?? (filter.Kind is null || filter.Kind == step.Kind) && (!filter.ErrorsOnly || step.Failed));
        }

        return TypedResults.Ok(new RunOutline(
            id, outline.Count, RunOutlining.PageSize, outline.Pages, outline.Kinds.ToDictionary(k => SnakeCase.OfEnum(k.Key), k => k.Value), outline.ErrorCount, outline.Errors,
            outline.From, outline.To, outline.Deepest, outline.HasDurations, outline.HasTokens,
            [.. outline.Stretches().Select(s => new OutlineStretch(s.Seq, s.Steps, s.Errors, s.Tokens))]));
    }

    private static async IAsyncEnumerable<OutlinedStep> StepsAsync(
        NpgsqlConnection connection, Guid orgId, Guid id, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT seq, kind, parent, t0, t1, COALESCE({StepFilter.Failed}, false), CASE WHEN tokens_in IS NOT NULL OR tokens_out IS NOT NULL THEN COALESCE(tokens_in, 0) + COALESCE(tokens_out, 0) END
            FROM steps WHERE org_id = $1 AND run_id = $2 ORDER BY seq
            """, connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = id } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return new OutlinedStep(
                reader.GetInt32(0), Kinds[reader.GetString(1)], reader.IsDBNull(2) ? null : reader.GetInt32(2), Time(3), Time(4), reader.GetBoolean(5), reader.IsDBNull(6) ? null : reader.GetInt64(6));
        }

        DateTimeOffset? Time(int i) => reader.IsDBNull(i) ? null : reader.GetFieldValue<DateTimeOffset>(i);
    }
}
