using Npgsql;
using Recorder.Storage;
using Substrate.Redaction;

namespace Recorder.Features.Redaction;

/// <summary>Runs that were redacted by other rules, or for other classes of personal data, than hold for their project now.</summary>
internal static class RunsDue
{
    /// <summary>The version a run should have, over a row <c>s</c> of settings (or none); $4 is the rules' version. As <c>RedactionVersion.Of</c> writes it.</summary>
    public const string Wanted = "$4 || COALESCE(NULLIF('+' || array_to_string(s.pii, '+'), '+'), '')";

    private const string From =
        $"""
        FROM runs r LEFT JOIN redaction_settings s ON s.org_id = r.org_id AND s.project = COALESCE(r.project, $3)
        WHERE r.org_id = $1 AND r.id > $2 AND r.redaction_version <> {Wanted}
        """;

    public static async Task<long> CountAsync(NpgsqlConnection connection, Guid orgId, CancellationToken ct)
    {
        await using var command = Command(connection, "SELECT count(*) " + From, orgId, Guid.Empty);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The next ones by id, after <paramref name="after"/>.</summary>
    public static async Task<List<Guid>> PageAsync(NpgsqlConnection connection, Guid orgId, Guid after, CancellationToken ct)
    {
        await using var command = Command(connection, $"SELECT r.id {From} ORDER BY r.id LIMIT 200", orgId, after);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var runs = new List<Guid>();
        while (await reader.ReadAsync(ct))
        {
            runs.Add(reader.GetGuid(0));
        }

        return runs;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, Guid orgId, Guid after) => new(sql, connection)
    {
        Parameters = { new() { Value = orgId }, new() { Value = after }, new() { Value = ProjectRedaction.Unnamed }, new() { Value = Redactor.RulesVersion } },
    };
}
