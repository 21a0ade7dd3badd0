using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Recorder.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace Recorder.Features.Redaction;

/// <summary>GET /v2/redaction/settings?project=: what is taken out of what a project records.</summary>
internal static class ShowSettings
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/redaction/settings", Handle)
        .WithName("Recorder.ShowRedactionSettings").WithSummary("What is taken out of what a project records")
        .WithDescription("Secrets always are; classes of personal data only where a project turned them on. Runs that name no project follow the project 'default'.");

    private static async Task<Results<Ok<RedactionSettingsView>, ProblemHttpResult>> Handle(
        HttpResponse response, Caller caller, Database<RecorderDb> database, OrgRedaction redaction, CancellationToken ct, string project = ProjectRedaction.Unnamed)
    {
        if (Fault(project) is { } fault)
        {
            return fault;
        }

        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        var settings = await SettingsReader.ReadAsync(connection, null, caller.OrgId, redaction.Of(caller.OrgId, project), ct);
        response.Headers.ETag = SettingsReader.ETag(settings.Revision);
        return TypedResults.Ok(settings);
    }

    public static ProblemHttpResult? Fault(string project) => string.IsNullOrWhiteSpace(project) || project.Length > 400 || project.Contains('\0')
        ? Problem.Invalid("invalid_parameter", "project must be 1 to 400 characters.", "project")
        : null;
}
