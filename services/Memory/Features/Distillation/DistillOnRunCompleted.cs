using Contracts.Recorder;
using Memory.Domain;
using Memory.Storage;
using ServiceDefaults.Jobs;
using ServiceDefaults.Messaging;

namespace Memory.Features.Distillation;

/// <summary>
/// A sealed run is distilled by a job of its own: one for each revision, however often the message comes. A run without steps (a row of a table of outcomes) has
/// nothing to teach.
/// </summary>
internal sealed class DistillOnRunCompleted(JobQueue<MemoryDb> jobs) : IMessageHandler<RunCompleted, MemoryDb>
{
    public Task Handle(RunCompleted message, MessageScope<MemoryDb> scope, CancellationToken ct) => message.StepCount == 0 ? Task.CompletedTask : jobs.EnqueueAsync(
        scope.Connection, scope.Transaction, scope.OrgId, DistillJob.Kind, DistillJob.Title(message.Repo ?? message.Project, message.RunId), new DistillInput(message.RunId), "service:recorder", ct,
        StableId.Of("distill", scope.OrgId.ToString(), message.RunId.ToString(), message.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture)));
}
