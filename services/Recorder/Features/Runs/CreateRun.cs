using System.Text.Json;
using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Recorder.Domain;
using Recorder.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Live;
using ServiceDefaults.Tenancy;
using Substrate.Json;
using Substrate.Trace;

namespace Recorder.Features.Runs;

/// <summary>POST /v2/runs: begins a run; its steps follow.</summary>
internal static class CreateRun
{
    private const int MaxConfig = 256 << 10;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v2/runs", Handle)
        .WithName("Recorder.CreateRun").WithSummary("Begin a run")
        .WithIdempotencyKey()
        .ProducesProblem(409).ProducesProblem(413).ProducesProblem(422);

    /// <summary>Which field is at fault, and what is expected of it; null when the header can be recorded.</summary>
    public static (string Field, string Expected)? Fault(RunHeader header)
    {
        if (string.IsNullOrWhiteSpace(header.Task))
        {
            return ("task", "task must say what the run is about.");
        }

        if (string.IsNullOrWhiteSpace(header.Agent.Name))
        {
            return ("agent.name", "agent.name must name the agent.");
        }

        foreach (var (field, value) in new[]
        {
            ("agent.name", header.Agent.Name), ("agent.version", header.Agent.Version), ("project", header.Project), ("repo", header.Repo), ("user", header.User),
            ("model", header.Model), ("conversation", header.Conversation), ("taskType", header.TaskType),
        })
        {
            if (value is not null && (value.Length > 400 || string.IsNullOrWhiteSpace(value)))
            {
                return (field, $"{field} must be 1 to 400 characters, or left out.");
            }
        }

        return header.Config is { } config && config.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null) ? ("config", "config must be a JSON object.") : null;
    }

    private static async Task<Results<Created<RunView>, ProblemHttpResult>> Handle(
        RunHeader run, Caller caller, Database<RecorderDb> database, ProjectRedaction redaction, LiveEvents<RecorderDb> live, TimeProvider clock, CancellationToken ct)
    {
        if (Fault(run) is var (field, expected))
        {
            return Problem.Invalid("invalid_field", expected, field);
        }

        if (run.Config?.GetRawText().Length > MaxConfig)
        {
            return Problem.TooLarge("config_too_large", $"config is larger than {MaxConfig >> 10} KiB.", null, "config");
        }

        try
        {
            var id = Guid.CreateVersion7();
            await using var connection = await database.OpenAsync(caller.OrgId, ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            var settings = await redaction.ForAsync(connection, transaction, caller.OrgId, run.Project, ct);
            await RunWriter.InsertAsync(connection, transaction, caller.OrgId, id, run, settings, RunChain.Start(id), clock.GetUtcNow(), caller.Subject, ct);
            await live.PublishAsync(connection, transaction, caller.OrgId, "run", id.ToString(), ct);
            var row = await RunRow.FindAsync(connection, transaction, caller.OrgId, id, ct);
            await transaction.CommitAsync(ct);
            return TypedResults.Created($"/v2/runs/{id}", row!.View);
        }
        catch (CanonicalJsonException e)
        {
            return Problem.Invalid("invalid_json", "config has no canonical JSON form.", "config", e.Message);
        }
    }
}
