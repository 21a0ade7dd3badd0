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
}
