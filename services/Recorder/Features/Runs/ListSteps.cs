using Contracts;
using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Recorder.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using Substrate.Trace;

namespace Recorder.Features.Runs;

/// <summary>GET /v2/runs/{id}/steps: in seq order, from any step on. Payloads are named by hash, with their first characters.</summary>
internal static class ListSteps
{
    private const int MaxWords = 200;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/runs/{id:guid}/steps", Handle)
        .WithName("Recorder.ListSteps").WithSummary("Steps of a run, in order")
        .WithDescription(
            "Begins at the step after cursor, or at seq from. kind is exact; errors=true leaves only failed steps; q is text in the name of the tool, the error or the "
            + "first characters of a payload, in any case. GET …/outline says how many there are and where the pages begin.")
        .ProducesProblem(404);

    private static async Task<Results<Ok<Page<StepView>>, ProblemHttpResult>> Handle(
        Guid id, Caller caller, Database<RecorderDb> database, CancellationToken ct, string? cursor = null, int? limit = null, int? from = null,
        string? kind = null, bool? errors = null, string? q = null)
    {
        if (!PageRequest.TryRead(limit, cursor, out var page, out var problem) || !page.TryAfter(out var after, out problem) || !TryFilter(kind, errors, q, out var filter, out problem))
        {
            return problem!;
        }

        if (from is < 0 || (from is not null && cursor is not null))
        {
            return Problem.Invalid("invalid_parameter", "from must be a seq of 0 or more, and goes without a cursor.", "from");
        }

        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        if (await RunRow.FindAsync(connection, null, caller.OrgId, id, ct) is null)
        {
            return RunRefusals.NoSuchRun(id);
        }

        var first = from ?? (int)Math.Clamp((after ?? -1) + 1, 0, int.MaxValue);
        var rows = await filter.PageAsync(connection, caller.OrgId, id, first, page.Limit + 1, ct);
        var more = rows.Count > page.Limit;
        if (more)
        {
            rows.RemoveAt(page.Limit);
        }

        var views = await StepViews.OfAsync(connection, caller.OrgId, id, rows, ct);
        return TypedResults.Ok(new Page<StepView>(views, more ? Cursor.Encode(rows[^1].Seq) : null));
    }

    public static bool TryFilter(string? kind, bool? errors, string? q, out StepFilter filter, out ProblemHttpResult? problem)
    {
        var words = string.IsNullOrWhiteSpace(q) ? null : q.Trim();
        (filter, problem) = (new StepFilter(null, errors == true, words), null);
        if (words?.Length > MaxWords)
        {
            problem = Problem.Invalid("invalid_parameter", $"q must be at most {MaxWords} characters.", "q");
        }
        else if (kind is not null && !SnakeCase.TryEnum<StepKind>(kind, out var known))
        {
            problem = Problem.Invalid("invalid_parameter", $"kind must be one of {string.Join(", ", Enum.GetValues<StepKind>().Select(SnakeCase.OfEnum))}.", "kind");
        }
        else if (kind is not null)
        {
            SnakeCase.TryEnum<StepKind>(kind, out known);
            filter = filter with { Kind = known };
        }

        return problem is null;
    }
}
