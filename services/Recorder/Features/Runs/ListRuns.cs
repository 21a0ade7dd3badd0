using System.Text;
using Contracts;
using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Recorder.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using Substrate.Trace;

namespace Recorder.Features.Runs;

/// <summary>GET /v2/runs: newest first, by when the run took place.</summary>
internal static class ListRuns
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/runs", Handle)
        .WithName("Recorder.ListRuns").WithSummary("List runs")
        .WithDescription("Filters are exact, except q: text anywhere in the task, in any case. from and to bound the time of the run; roots=true leaves out runs that belong to another recorded run. config is left out of lists.");

    private static async Task<Results<Ok<Page<RunView>>, ProblemHttpResult>> Handle(
        Caller caller, Database<RecorderDb> database, ProjectRedaction redaction, CancellationToken ct, string? project = null, string? repo = null, string? agent = null, string? model = null,
        string? state = null, string? outcome = null, string? q = null, DateTimeOffset? from = null, DateTimeOffset? to = null, string? cursor = null, int? limit = null,
        bool roots = false)
    {
        if (!PageRequest.TryRead(limit, cursor, out var page, out var problem) || !page.TryAfter(out var afterAt, out var afterId, out problem))
        {
            return problem!;
        }

        if (state is not null && !SnakeCase.TryEnum<RunState>(state, out _))
        {
            return Problem.Invalid("invalid_parameter", "state must be open or complete.", "state");
        }

        if (outcome is not null && !SnakeCase.TryEnum<OutcomeStatus>(outcome, out _))
        {
            return Problem.Invalid("invalid_parameter", $"outcome must be one of {string.Join(", ", Enum.GetValues<OutcomeStatus>().Select(SnakeCase.OfEnum))}.", "outcome");
        }

        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        await using var command = new NpgsqlCommand { Connection = connection };
        var where = new StringBuilder("r.org_id = $1");
        command.Parameters.Add(new() { Value = caller.OrgId });
        foreach (var (column, value) in new[]
        {
            ("project", project), ("repo", repo), ("agent", agent), ("model", model), ("state", state), ("outcome", outcome),
        })
        {
            And($"r.{column} = ANY(", await Forms(value), ")");
        }

        // What is looked for is redacted as what is stored was: the words of a secret find its mark.
        And("r.task ILIKE ANY(", (await Forms(string.IsNullOrWhiteSpace(q) ? null : q.Replace('\0', ' ').Trim()))?.Select(f => $"%{Escape(f)}%").ToArray(), ")");
        And("r.at >= ", from?.ToUniversalTime());
        And("r.at <= ", to?.ToUniversalTime());
        where.Append(roots ? " AND l.parent_run_id IS NULL" : null);
        if (afterAt is { } at)
        {
            And("(r.at, r.id) < (", at, $", '{afterId}')");
        }

        command.CommandText =
            $"SELECT {RunRow.Columns.Replace("r.config::text", "NULL", StringComparison.Ordinal)} FROM {RunRow.From} WHERE {where} ORDER BY r.at DESC, r.id DESC LIMIT {page.Limit + 1}";
        var runs = new List<(RunView Run, DateTimeOffset At)>();
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                runs.Add((RunRow.Read(reader).View, reader.GetFieldValue<DateTimeOffset>(RunRow.AtColumn)));
            }
        }

        var more = runs.Count > page.Limit;
        var last = more ? runs[page.Limit - 1] : default;
        return TypedResults.Ok(new Page<RunView>([.. runs.Take(page.Limit).Select(r => r.Run)], more ? Cursor.Encode(last.At, last.Run.Id) : null));

        async Task<string[]?> Forms(string? text) => text is null ? null : await redaction.FormsAsync(connection, caller.OrgId, project, text, ct);

        void And(string condition, object? value, string end = "")
        {
            if (value is not null)
            {
                command.Parameters.Add(new() { Value = value });
                where.Append(" AND ").Append(condition).Append('$').Append(command.Parameters.Count).Append(end);
            }
        }
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
