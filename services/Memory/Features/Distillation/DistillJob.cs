using System.Text.Json;
using Contracts.Recorder;
using Memory.Domain.Learning;
using Memory.Domain.Traces;
using Memory.Storage;
using Microsoft.EntityFrameworkCore;
using RestEase;
using ServiceDefaults.Jobs;
using ServiceDefaults.Tenancy;
using Substrate.Json;
using Substrate.Scoping;

namespace Memory.Features.Distillation;

internal sealed record DistillInput(Guid RunId);

/// <param name="Dropped">Candidates not even kept, by reason: injected (it was given to this run from memory), secret, duplicate.</param>
internal sealed record DistillResult(Guid RunId, int Episodes, int Candidates, int New, IReadOnlyDictionary<string, int> Decisions, IReadOnlyDictionary<string, int> Dropped);

/// <summary>Reads a run back from the recorder, learns from it, and keeps what came of it.</summary>
internal sealed class DistillJob(IRecorderApi recorder, Database<MemoryDb> database, SaveDistillation save, MemoryIndexes indexes, OrgRedaction redaction) : IJobHandler
{
    public static string Kind => "distill";

    public static string Title(string? place, Guid runId) => place is null ? $"Distil run {runId}" : $"Distil a run of {place}";

    public async Task Run(JobContext job, CancellationToken ct)
    {
        var runId = job.ReadInput<DistillInput>().RunId;
        RunTrace trace;
        using (CallerContext.Act(Caller.ForService(job.OrgId, "memory")))
        {
            try
            {
                trace = await ReadAsync(runId, ct);
            }
            catch (ApiException e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
            {
                throw new JobFailedException("The recorder does not know the run any more.", e);
            }
        }

        var injected = await InjectedAsync(job.OrgId, runId, ct);
        var lessons = LessonRedaction.WithoutSecrets(Distiller.Distil(trace, injected), redaction.For(job.OrgId));
        var result = await save.SaveAsync(job.OrgId, trace, lessons, ct);
        await indexes.FollowAsync(job.OrgId, ct);
        await job.ReportAsync(lessons.Candidates.Count, lessons.Candidates.Count, "candidates");
        job.SetResult(result);
    }

    private async Task<RunTrace> ReadAsync(Guid runId, CancellationToken ct)
    {
        var run = await recorder.GetRun(runId, ct);
        var steps = new List<TraceStep>(run.StepCount);
        await using var stream = await recorder.ReadTranscript(runId, cancel: ct);
        await foreach (var s in JsonSerializer.DeserializeAsyncEnumerable<TranscriptStep>(stream, topLevelValues: true, PlatformJson.Options, ct))
        {
            if (s is null) { continue; }
            steps.Add(new TraceStep(s.Seq, s.Kind, s.ToolName, s.Output, s.Args, s.Result, s.IsError, s.ExitCode, s.Error));
        }

        return new RunTrace(runId, run.Task, new Scope(Blank(run.Project), Blank(run.Repo), User: Blank(run.User)), run.Agent.Name, run.Outcome.Status, steps);
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    /// <summary>What memory itself put into this run's window: it comes back in other words, and must not count as learned.</summary>
    private async Task<IReadOnlyList<string>> InjectedAsync(Guid org, Guid runId, CancellationToken ct)
    {
        await using var db = database.CreateContext(org);
        return await (from l in db.Links join m in db.Memories on l.MemoryId equals m.Id where l.RunId == runId && l.Included select m.Text).Distinct().ToListAsync(ct);
    }
}
