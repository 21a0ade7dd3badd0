using Contracts.Recorder;
using Npgsql;
using Recorder.Storage;
using Substrate.Redaction;

namespace Recorder.Features.Redaction;

/// <summary>A project's settings as they stand, and how many of its runs are behind them.</summary>
internal static class SettingsReader
{
    public static async Task<RedactionSettingsView> ReadAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid orgId, string project, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT COALESCE(s.pii, ARRAY[]::text[]), COALESCE(s.revision, 0), s.updated_by, s.updated_at,
              (SELECT count(*) FROM runs r WHERE r.org_id = $1 AND COALESCE(r.project, $3) = $2 AND r.redaction_version <> {RunsDue.Wanted})
            FROM (SELECT 1) one LEFT JOIN redaction_settings s ON s.org_id = $1 AND s.project = $2
            """, connection, transaction)
        {
            Parameters =
            {
                new() { Value = orgId }, new() { Value = project }, new() { Value = ProjectRedaction.Unnamed }, new() { Value = Redactor.RulesVersion },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new RedactionSettingsView(
            project, reader.GetFieldValue<string[]>(0), Redactor.RulesVersion, reader.GetInt64(4), reader.GetInt32(1), reader.IsDBNull(2) ? null : reader.GetString(2),
            reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3));
    }

    public static string ETag(int revision) => $"\"{revision}\"";
}
