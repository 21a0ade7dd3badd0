using Contracts.Recorder;

namespace Recorder.Storage;

/// <summary>What the recorder tells the other services when a run is sealed.</summary>
internal static class RunSealed
{
    public static RunCompleted Of(RunView run) => new()
    {
        RunId = run.Id,
        Revision = run.Revision,
        Project = run.Project,
        Repo = run.Repo,
        Agent = run.Agent.Name,
        User = run.User,
        TaskType = run.TaskType,
        Outcome = run.Outcome.Status,
        StepCount = run.StepCount,
        ChainHead = run.ChainHead ?? throw new ArgumentException("The run is open.", nameof(run)),
        CompletedAt = run.CompletedAt ?? throw new ArgumentException("The run is open.", nameof(run)),
    };

    public static RunCompleted Of(NewRun run, DateTimeOffset completedAt) => new()
    {
        RunId = run.Id,
        Revision = 1,
        Project = run.Header.Project,
        Repo = run.Header.Repo,
        Agent = run.Header.Agent.Name,
        User = run.Header.User,
        TaskType = run.Header.TaskType,
        Outcome = run.Outcome.Status,
        StepCount = run.Steps.Count,
        ChainHead = run.Chain,
        CompletedAt = completedAt,
    };
}
