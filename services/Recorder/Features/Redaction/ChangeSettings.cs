using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Recorder.Domain;
using Recorder.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;
using Substrate.Redaction;

namespace Recorder.Features.Redaction;

/// <summary>PUT /v2/redaction/settings?project=: from the next step recorded on. What is recorded already waits for a re-scan.</summary>
internal static class ChangeSettings
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPut("/v2/redaction/settings", Handle)
        .WithName("Recorder.ChangeRedactionSettings").WithSummary("Turn classes of personal data on or off for a project")
        .WithDescription("If-Match carries the ETag of the settings that were read; another has changed them meanwhile: 412. Turning a class off brings nothing back.")
        .ProducesProblem(412).ProducesProblem(428);

    private static async Task<Results<Ok<RedactionSettingsView>, ProblemHttpResult>> Handle(
        ChangeRedactionSettings body, HttpRequest request, HttpResponse response, Caller caller, Database<RecorderDb> database, OrgRedaction redaction,
        Outbox<RecorderDb> outbox, TimeProvider clock,
        CancellationToken ct, string project = ProjectRedaction.Unnamed)
    {
        if (ShowSettings.Fault(project) is { } fault)
        {
            return fault;
        }

        if (body.Pii is null || !PiiNames.TryRead(body.Pii, out var pii, out var unknown))
        {
            return Problem.Invalid("unknown_class", "pii lists classes of personal data.", "pii", $"Possible: {string.Join(", ", PiiNames.All)}.");
        }

        if (request.Headers.IfMatch.ToString() is not { Length: > 0 } match)
        {
            return Problem.Of(428, "if_match_missing", "If-Match must carry the ETag of the settings you read.", "GET /v2/redaction/settings gives it.", "If-Match");
        }

        var name = redaction.Of(caller.OrgId, project);
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var known = await SettingsReader.ReadAsync(connection, transaction, caller.OrgId, name, ct);
        if (match != SettingsReader.ETag(known.Revision) || !await Write(connection, transaction, caller, name, [.. PiiNames.Of(pii)], known.Revision, clock.GetUtcNow(), ct))
        {
            return Problem.Of(412, "settings_changed", "The settings have been changed since you read them.", "Read them again and repeat the change.", "If-Match");
        }

        var settings = await SettingsReader.ReadAsync(connection, transaction, caller.OrgId, name, ct);
        await outbox.AddAsync(connection, transaction, caller.OrgId, new RedactionSettingsChanged { Project = name, Pii = settings.Pii, Revision = settings.Revision }, ct);
        await transaction.CommitAsync(ct);
        response.Headers.ETag = SettingsReader.ETag(settings.Revision);
        return TypedResults.Ok(settings);
    }

    // The row itself decides between two that change it at once: the second finds another revision, or the row that was not there.
    private static async Task<bool> Write(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Caller caller, string project, string[] pii, int revision, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            revision == 0
                ? "INSERT INTO redaction_settings (org_id, project, pii, updated_by, updated_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"
                : """
                  UPDATE redaction_settings SET pii = $3, updated_by = $4, updated_at = $5, revision = revision + 1
                  WHERE org_id = $1 AND project = $2 AND revision = $6
                  """, connection, transaction)
        {
            Parameters = { new() { Value = caller.OrgId }, new() { Value = project }, new() { Value = pii }, new() { Value = caller.Subject }, new() { Value = now } },
        };
        if (revision > 0)
        {
            command.Parameters.Add(new() { Value = revision });
        }

        return await command.ExecuteNonQueryAsync(ct) == 1;
    }
}
