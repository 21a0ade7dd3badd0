using Npgsql;
using NpgsqlTypes;
using Recorder.Domain;
using ServiceDefaults.Tenancy;
using Substrate.Redaction;

namespace Recorder.Storage;

/// <summary>What is taken out of what a project records: secrets always, and the classes of personal data it turned on.</summary>
internal sealed class ProjectRedaction(OrgRedaction organisation)
{
    /// <summary>The project of a run that names none.</summary>
    public const string Unnamed = "default";

    public async Task<RedactionSettings> ForAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid orgId, string? project, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT pii FROM redaction_settings WHERE org_id = $1 AND project = $2", connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = project ?? Unnamed, NpgsqlDbType = NpgsqlDbType.Text } },
        };
        PiiNames.TryRead(await command.ExecuteScalarAsync(ct) as string[] ?? [], out var pii, out _);
        return organisation.For(orgId, pii);
    }

    public async Task<RedactionSettings> ForRunAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, Guid orgId, Guid runId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("SELECT project FROM runs WHERE org_id = $1 AND id = $2", connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId } },
        };
        return await ForAsync(connection, transaction, orgId, await command.ExecuteScalarAsync(ct) as string, ct);
    }

    /// <summary>The forms a text to look for may have been stored in: a project's own, or, of no known project, without and with personal data taken out.</summary>
    public async Task<string[]> FormsAsync(NpgsqlConnection connection, Guid orgId, string? project, string text, CancellationToken ct)
    {
        RedactionSettings[] settings = project is not null
            ? [await ForAsync(connection, null, orgId, project, ct)]
            : [organisation.For(orgId), organisation.For(orgId, PiiNames.Every)];
        return [.. settings.Select(s => SafeText.Of(text, s)!).Distinct(StringComparer.Ordinal)];
    }
}
