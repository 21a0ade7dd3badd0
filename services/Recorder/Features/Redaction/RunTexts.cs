using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Recorder.Domain;
using Recorder.Storage;
using Substrate.Redaction;

namespace Recorder.Features.Redaction;

/// <summary>What is said of a run beside its steps: header, outcome, source, annotations.</summary>
internal static class RunTexts
{
    private static readonly (string Table, string Key, string[] Texts, string[] Json)[] Rows =
    [
        ("runs", "id", ["task", "agent", "agent_version", "project", "repo", "user_name", "model", "conversation", "task_type"], ["config", "checks"]),
        ("run_sources", "run_id", ["session_id", "file", "instance_id"], []),
    ];

    /// <summary>Rewrites what holds a secret.</summary>
    /// <returns>What was found, by kind.</returns>
    public static async Task<Dictionary<string, int>> RewriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid runId, RedactionSettings settings, CancellationToken ct)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (table, key, texts, json) in Rows)
        {
            string[] columns = [.. texts, .. json];
            var values = await ReadAsync(connection, transaction, table, key, columns, orgId, runId, ct);
            var changed = columns.Zip(values).Where(c => c.Second is not null)
                .Select(c => (Column: c.First, Value: json.Contains(c.First) ? Json(c.Second!, settings, found) : Text(c.Second!, settings, found), Before: c.Second))
                .Where(c => c.Value != c.Before).ToList();
            if (changed.Count == 0)
            {
                continue;
            }

            var set = string.Join(", ", changed.Select((c, i) => $"{c.Column} = ${i + 3}"));
            await using var update = new NpgsqlCommand($"UPDATE {table} SET {set} WHERE org_id = $1 AND {key} = $2", connection, transaction)
            {
                Parameters = { new() { Value = orgId }, new() { Value = runId } },
            };
            foreach (var (column, value, _) in changed)
            {
                update.Parameters.Add(new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = json.Contains(column) ? NpgsqlDbType.Jsonb : NpgsqlDbType.Text });
            }

            await update.ExecuteNonQueryAsync(ct);
        }

        await AnnotationWriter.RewriteAsync(
            connection, transaction, orgId, runId, text => Text(text, settings, found), json => Json(json, settings, found), ct);
        return found;
    }

    private static string Text(string text, RedactionSettings settings, Dictionary<string, int> found)
    {
        var redacted = Redactor.Redact(text, settings);
        foreach (var finding in redacted.Findings)
        {
            found[finding.Kind] = found.GetValueOrDefault(finding.Kind) + finding.Count;
        }

        return SafeText.Printable(redacted.Text)!;
    }

    /// <summary>Null when the secret took JSON syntax with it: better nothing than a secret.</summary>
    private static string? Json(string json, RedactionSettings settings, Dictionary<string, int> found)
    {
        using var parsed = JsonDocument.Parse(json);
        var text = Payload.OfRecorded(parsed.RootElement).Text;
        var before = found.Values.Sum();
        Text(text, settings, found);
        return found.Values.Sum() == before ? json : SafeConfig.Of(parsed.RootElement, settings);
    }

    private static async Task<string?[]> ReadAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string table, string key, string[] columns, Guid orgId, Guid runId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {string.Join(", ", columns.Select(c => c + "::text"))} FROM {table} WHERE org_id = $1 AND {key} = $2", connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var values = new string?[columns.Length];
        if (await reader.ReadAsync(ct))
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = reader.IsDBNull(i) ? null : reader.GetString(i);
            }
        }

        return values;
    }
}
