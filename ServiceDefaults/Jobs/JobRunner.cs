using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ServiceDefaults.Hosting;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;

namespace ServiceDefaults.Jobs;

/// <summary>
/// Runs this module's queued jobs, two at a time, oldest first. A lease of 20 s, renewed every 5 s, says that a job is being worked on; what a dead process
/// left is put back at the next start or within that time.
/// </summary>
internal sealed class JobRunner<TDb>(
    JobStore<TDb> store, ModuleOf<TDb> module, IServiceProvider provider, Notifications<TDb> notifications, ILogger<JobRunner<TDb>> log) : BackgroundService where TDb : DbContext
{
    private const int Slots = 2;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, Attempt> running = new();
    private readonly LogGate gate = new(log);

    private sealed record Attempt(CancellationTokenSource Cancel)
    {
        public bool Cancelled { get; set; }
        public bool Lost { get; set; }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (module.Description.Jobs.Count == 0) return;
        await Task.Yield();
        using var wake = new Wake();
        using var subscription = notifications.On(JobQueue<TDb>.Channel, _ => wake.Set());
        var active = new List<Task>();
        var nextBeat = 0L;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                active.RemoveAll(task => task.IsCompleted);
                if (nextBeat == 0 || TimeProvider.System.GetElapsedTime(nextBeat) >= Beat)
                {
                    await store.ReclaimAsync(stoppingToken);
                    nextBeat = TimeProvider.System.GetTimestamp();
                }
                await HeedAsync(stoppingToken);
                while (active.Count < Slots && await store.ClaimAsync(stoppingToken) is { } job) active.Add(Start(job, wake, stoppingToken));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                gate.Warn(e, "The job queue could not be read; trying again");
            }
            await wake.WaitAsync(Beat, stoppingToken);
        }
        await Task.WhenAll(active);
    }

    /// <summary>Renews leases, and stops what was cancelled or is no longer ours.</summary>
    private async Task HeedAsync(CancellationToken ct)
    {
        if (running.IsEmpty) return;
        var mine = running.Keys.ToArray();
        var held = (await store.BeatAsync(ct)).ToDictionary(job => job.Id, job => job.CancelRequested);
        foreach (var id in mine)
        {
            if (!running.TryGetValue(id, out var attempt)) continue;
            if (!held.TryGetValue(id, out var cancel)) attempt.Lost = true;
            else if (cancel) attempt.Cancelled = true;
            else continue;
            await attempt.Cancel.CancelAsync();
        }
    }

    private Task Start(ClaimedJob job, Wake wake, CancellationToken stopping)
    {
        var attempt = new Attempt(CancellationTokenSource.CreateLinkedTokenSource(stopping));
        running[job.Id] = attempt;
        return Task.Run(async () =>
        {
            try
            {
                await RunAsync(job, attempt, stopping);
            }
            catch (Exception e)
            {
                // The end could not be written: the lease runs out and the job is run again.
                gate.Warn(e, $"Job {job.Id} ran but its end could not be stored");
            }
            finally
            {
                running.TryRemove(job.Id, out _);
                attempt.Cancel.Dispose();
                wake.Set();
            }
        }, CancellationToken.None);
    }

    private async Task RunAsync(ClaimedJob job, Attempt attempt, CancellationToken stopping)
    {
        using var acting = CallerContext.Act(Caller.ForService(job.OrgId, module.Description.Name));
        using var activity = Telemetry.Source.StartActivity("job " + job.Kind, ActivityKind.Internal, default(ActivityContext));
        var context = new JobContext(job.Id, job.OrgId, job.Attempt, job.Input, job.CreatedBy, store);
        try
        {
            await using (var scope = provider.CreateAsyncScope())
            {
                await module.Description.Jobs[job.Kind](scope.ServiceProvider, context, attempt.Cancel.Token);
            }
            await context.FlushAsync();
            await store.EndAsync(job, context.HasErrors ? JobStatus.DoneWithErrors : JobStatus.Done, null, context.Result);
        }
        catch (Exception) when (attempt.Lost)
        {
            log.LogWarning("Job {JobId} was taken over by another process", job.Id);
        }
        catch (Exception) when (attempt.Cancelled)
        {
            await context.FlushAsync();
            await store.EndAsync(job, JobStatus.Cancelled, null, context.Result);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await store.PutBackAsync(job);
        }
        catch (JobFailedException e)
        {
            await context.FlushAsync();
            await store.EndAsync(job, JobStatus.Failed, e.Message, context.Result);
        }
        catch (Exception e)
        {
            log.LogError(e, "Job {JobId} ({Kind}) failed", job.Id, job.Kind);
            await context.FlushAsync();
            await store.EndAsync(job, JobStatus.Failed, Describe(e), context.Result);
        }
    }

    private static string Describe(Exception e)
    {
        var text = $"The work stopped on an unexpected error ({e.GetType().Name}): {e.Message}";
        return text.Length <= 500 ? text : text[..500];
    }
}
