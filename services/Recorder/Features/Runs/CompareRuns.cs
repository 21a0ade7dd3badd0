using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Recorder.Domain;
using Recorder.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace Recorder.Features.Runs;

/// <summary>GET /v2/runs/compare: two runs side by side, their steps aligned by what they did.</summary>
internal static class CompareRuns
{
    private const int MaxSteps = 100_000;
    private const int DefaultRows = 100;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/runs/compare", Handle)
        .WithName("Recorder.CompareRuns").WithSummary("Two runs side by side")
        .WithDescription(
            "Steps are aligned by kind, tool and the first words of what was asked; a pair is the same when all its payloads are. changes=true leaves out what is the same; "
            + $"rows are read from row number from on. Runs of up to {MaxSteps} steps.")
        .ProducesProblem(404).ProducesProblem(422);

    private static async Task<Results<Ok<RunComparison>, ProblemHttpResult>> Handle(
        Guid left, Guid right, Caller caller, Database<RecorderDb> database, RecentAlignments recent, CancellationToken ct,
        bool changes = false, int from = 0, int? limit = null)
    {
        if (left == right)
        {
            return Problem.Invalid("invalid_parameter", "right must be another run than left.", "right");
        }

        if (from < 0)
        {
            return Problem.Invalid("invalid_parameter", "from must be 0 or more.", "from");
        }

        if (!PageRequest.TryRead(limit ?? DefaultRows, null, out var page, out var problem))
        {
            return problem!;
        }

        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        if (await RunRow.FindAsync(connection, null, caller.OrgId, left, ct) is not { } one)
        {
            return RunRefusals.NoSuchRun(left);
        }

        if (await RunRow.FindAsync(connection, null, caller.OrgId, right, ct) is not { } other)
        {
            return RunRefusals.NoSuchRun(right);
        }

        if (Math.Max(one.View.StepCount, other.View.StepCount) > MaxSteps)
        {
            return Problem.Unprocessable("too_many_steps", $"Only runs of up to {MaxSteps} steps can be compared.");
        }

        var runs = new ComparedRuns(caller.OrgId, left, one.Chain, one.View.StepCount, right, other.Chain, other.View.StepCount);
        var all = await recent.For(runs, () => Align(database, caller.OrgId, left, right));
        var rows = changes ? [.. all.Where(r => r.As != Alignment.Same)] : all;
        var shown = rows.Skip(from).Take(page.Limit).ToList();
        var lefts = await Steps(connection, caller.OrgId, left, shown.Select(r => r.Left), ct);
        var rights = await Steps(connection, caller.OrgId, right, shown.Select(r => r.Right), ct);
        return TypedResults.Ok(new RunComparison(
            one.View, other.View, Summary(all), rows.Count, from, [.. shown.Select(r => Row(r, Of(lefts, r.Left), Of(rights, r.Right)))]));

        static StepView? Of(Dictionary<int, StepView> steps, int? seq) => seq is { } s ? steps.GetValueOrDefault(s) : null;
    }

    /// <summary>Not stopped when its first reader goes away: others may wait for the same.</summary>
    private static async Task<IReadOnlyList<ComparedRow>> Align(Database<RecorderDb> database, Guid orgId, Guid left, Guid right)
    {
        await using var connection = await database.OpenAsync(orgId, CancellationToken.None);
        var lefts = await StepSigns.ReadAsync(connection, orgId, left, CancellationToken.None);
        var rights = await StepSigns.ReadAsync(connection, orgId, right, CancellationToken.None);
        return [.. RunAlignment.Of(lefts, rights).Select(r => new ComparedRow(r.As, r.Left is { } l ? lefts[l].Seq : null, r.Right is { } s ? rights[s].Seq : null))];
    }

    private static ComparisonSummary Summary(IReadOnlyList<ComparedRow> rows)
    {
        var counts = rows.CountBy(r => r.As).ToDictionary();
        return new(Of(Alignment.Same), Of(Alignment.Changed), Of(Alignment.OnlyLeft), Of(Alignment.OnlyRight), Of(Alignment.Moved));

        int Of(Alignment a) => counts.GetValueOrDefault(a);
    }

    private static ComparedStep Row(ComparedRow row, StepView? left, StepView? right)
    {
        var differs = new List<string>();
        if (left is not null && right is not null && row.As == Alignment.Changed)
        {
            Tell("args", left.ToolCall?.ArgsHash, right.ToolCall?.ArgsHash);
            Tell("result", left.ToolCall?.ResultHash, right.ToolCall?.ResultHash);
            Tell("exit code", left.ToolCall?.ExitCode, right.ToolCall?.ExitCode);
            Tell("output", left.OutputHash, right.OutputHash);
            Tell("error", left.Error, right.Error);
        }

        return new ComparedStep(Enum.Parse<ComparedAs>(row.As.ToString()), left, right, differs);

        void Tell<T>(string what, T? a, T? b)
        {
            if (!EqualityComparer<T>.Default.Equals(a, b))
            {
                differs.Add(what);
            }
        }
    }

    private static async Task<Dictionary<int, StepView>> Steps(NpgsqlConnection connection, Guid orgId, Guid runId, IEnumerable<int?> seqs, CancellationToken ct)
    {
        var rows = await StepRow.OfAsync(connection, orgId, runId, [.. seqs.OfType<int>()], ct);
        return (await StepViews.OfAsync(connection, orgId, runId, rows, ct)).ToDictionary(s => s.Seq);
    }
}
