using Npgsql;
using NpgsqlTypes;
using ServiceDefaults.Tenancy;
using Substrate.Redaction;

namespace Context.Storage;

/// <summary>What is taken out of what is compiled for a project: secrets always, and the classes of personal data that it turned on.</summary>
internal sealed class ProjectRedaction(Database<ContextDb> database, OrgRedaction organisation)
{
    /// <summary>The project of a compile that names none, by the recorder's name for it.</summary>
    private const string Unnamed = "default";

    public async Task<RedactionSettings> ForAsync(Guid orgId, string? project, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(orgId, ct);
        await using var command = new NpgsqlCommand("SELECT pii FROM redaction_settings WHERE org_id = $1 AND project = $2", connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = project is null ? Unnamed : organisation.Of(orgId, project), NpgsqlDbType = NpgsqlDbType.Text } },
        };
        PiiNames.TryRead(await command.ExecuteScalarAsync(ct) as string[] ?? [], out var pii, out _);
        return organisation.For(orgId, pii);
    }

    /// <summary>The forms in which a text to look for may have been stored: by whichever classes were on when it was. The first is the least that is ever taken out.</summary>
    public string[] Forms(Guid orgId, string text)
    {
        RedactionSettings[] settings = [organisation.For(orgId), organisation.For(orgId, PiiNames.Every & ~PiiClasses.Identifier), organisation.For(orgId, PiiNames.Every)];
        return [.. settings.Select(s => Redactor.Redact(text, s).Text).Distinct(StringComparer.Ordinal)];
    }
}
