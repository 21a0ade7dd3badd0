using Memory.Domain.Learning;
using Memory.Domain.Traces;
using Npgsql;
using Substrate.Redaction;

namespace Memory.Features.Distillation;

/// <summary>
/// A run that was redacted again no longer says some of what was learned from it. What quotes such words takes the words that the run has now; where it teaches
/// the same no more, the candidate and its memory are withdrawn and keep none of it.
/// </summary>
internal static class GoneWords
{
    private const string Mark = "[redacted]";

    /// <param name="idOf">Id of the candidate that a lesson would be stored under.</param>
    /// <returns>Candidates that changed.</returns>
    public static async Task<IReadOnlyList<Guid>> ForgetAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, RunTrace run, Lessons lessons, Func<Candidate, Guid> idOf, RedactionSettings settings, CancellationToken ct)
    {
        var gone = await GoneAsync(connection, transaction, run, settings, ct);
        if (gone.Count == 0)
        {
            return [];
        }

        var again = lessons.Candidates.GroupBy(idOf).ToDictionary(g => g.Key, g => g.First().Draft);
        foreach (var id in gone)
        {
            if (again.TryGetValue(id, out var draft))
            {
                await SayAgainAsync(connection, transaction, run.RunId, id, draft, ct);
            }
            else
            {
                await WithdrawAsync(connection, transaction, run.RunId, id, ct);
            }
        }

        // Reasons speak of what was learned.
        await ExecuteAsync(
            connection, transaction,
            "UPDATE memory_history SET reason = $2, before = CASE WHEN before IS NULL THEN NULL ELSE jsonb_set(before, '{reason}', to_jsonb($2::text)) END WHERE candidate_id = ANY($1)",
            ct, gone.ToArray(), Mark);
        await ExecuteAsync(
            connection, transaction, "UPDATE trace_episodes SET intent = $2 WHERE run_id = $1 AND ordinal >= $3", ct, run.RunId, Mark, Math.Max(1, lessons.Episodes.Count));
        return [.. gone];
    }

    private static async Task<SortedSet<Guid>> GoneAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, RunTrace run, RedactionSettings settings, CancellationToken ct)
    {
        var steps = run.Steps.ToDictionary(s => s.Seq);
        var gone = new SortedSet<Guid>();
        await using var command = new NpgsqlCommand(
            "SELECT candidate_id, seq, field, quote FROM memory_evidence WHERE run_id = $1 AND quote <> $2", connection, transaction)
        {
            Parameters = { new() { Value = run.RunId }, new() { Value = Mark } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var payload = steps.GetValueOrDefault(reader.GetInt32(1)) is { } step ? Payload(step, reader.GetString(2)) : null;
            var quote = reader.GetString(3);
            // Taken out of its place, a quote may have been redacted where the whole was not.
            if (payload is null || !payload.Contains(quote, StringComparison.Ordinal) && !Redactor.Redact(payload, settings).Text.Contains(quote, StringComparison.Ordinal))
            {
                gone.Add(reader.GetGuid(0));
            }
        }

        return gone;
    }

    private static string? Payload(TraceStep step, string field) => field switch
    {
        "output" => step.Output, "args" => step.Args, "result" => step.Result, "error" => step.Error, _ => null,
    };

    private static async Task SayAgainAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid runId, Guid id, Draft draft, CancellationToken ct)
    {
        foreach (var table in (string[])["memory_candidates", "memories"])
        {
            await ExecuteAsync(connection, transaction, $"UPDATE {table} SET subject = $2, text = $3, updated_at = now() WHERE id = $1", ct, id, draft.Subject, draft.Text);
        }

        await ExecuteAsync(connection, transaction, "DELETE FROM memory_evidence WHERE candidate_id = $1", ct, id);
        await ExecuteAsync(
            connection, transaction,
            """
            INSERT INTO memory_evidence (org_id, candidate_id, ordinal, run_id, seq, field, start_at, end_at, quote)
            SELECT c.org_id, $1, e.ordinal - 1, $2, e.seq, e.field, e.start_at, e.end_at, e.quote
            FROM memory_candidates c, unnest($3, $4, $5, $6, $7) WITH ORDINALITY AS e (seq, field, start_at, end_at, quote, ordinal) WHERE c.id = $1
            """, ct, id, runId, draft.Evidence.Select(e => e.Seq).ToArray(), draft.Evidence.Select(e => e.Field).ToArray(), draft.Evidence.Select(e => e.Start).ToArray(),
            draft.Evidence.Select(e => e.End).ToArray(), draft.Evidence.Select(e => e.Quote).ToArray());
    }

    private static async Task WithdrawAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid runId, Guid id, CancellationToken ct)
    {
        await ExecuteAsync(
            connection, transaction,
            """
            UPDATE memory_candidates SET key = $2 || ':' || id, subject = $2, text = $2, reason = 'What it was learned from was redacted.', updated_at = now(),
              decision = CASE WHEN decision = 'merged' THEN decision ELSE 'rejected' END
            WHERE id = $1
            """, ct, id, Mark);
        await ExecuteAsync(connection, transaction, "UPDATE memories SET subject = $2, text = $2, status = 'rejected', updated_at = now() WHERE id = $1", ct, id, Mark);
        await ExecuteAsync(connection, transaction, "UPDATE memory_evidence SET quote = $3 WHERE candidate_id = $1 AND run_id = $2", ct, id, runId, Mark);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(ct);
    }
}
