using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using RestEase;
using ServiceDefaults.Hosting;
using ServiceDefaults.Http;
using ServiceDefaults.Jobs;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;
using ServiceDefaults.Tests.Storage;

namespace ServiceDefaults.Tests;

public sealed record TakeNote(string Text, Mood Mood, int? Pages = null, IReadOnlyList<TakeNote>? Children = null);

public sealed record NoteView(Guid Id, string Text, Mood Mood);

/// <summary>A service as small as can be, with every door a real one has.</summary>
public sealed class ProbeModule : IServiceModule
{
    public string Name => "probe";
    public IReadOnlyDictionary<Type, string[]> Subscriptions => Table.Of;

    public void AddServices(ModuleBuilder module)
    {
        module.AddDatabase<ProbeDb>();
        module.Services.AddSingleton<Workbench>();
        module.AddJob<CountJob>();
        module.AddClient<IEchoApi>("echo");
        module.AddWarmUp<FirstFails>();
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v2/probe/notes", Take).WithName("Probe.TakeNote").WithIdempotencyKey().ProducesProblem(422);
        routes.MapGet("/v2/probe/notes", async (ProbeDb db, int? limit, CancellationToken ct) =>
            TypedResults.Ok(await db.Notes.Select(note => new NoteView(note.Id, note.Text, note.Mood)).ToListAsync(ct))).WithName("Probe.ListNotes");
        routes.MapPost("/v2/probe/small", (TakeNote note) => TypedResults.Ok(note)).WithName("Probe.Small").WithBodyLimit(100);
        routes.MapPost("/v2/probe/count", Count).WithName("Probe.Count");
        routes.MapGet("/v2/probe/broken", () => { throw new InvalidOperationException("a secret payload"); }).WithName("Probe.Broken");
        routes.MapGet("/v2/probe/busy", () => Problem.Busy(7, "busy", "Busy.")).WithName("Probe.Busy");
        routes.MapGet("/v2/probe/heard", async (IEchoApi echo, CancellationToken ct) => TypedResults.Ok(await echo.Heard(ct))).WithName("Probe.Heard");
    }

    private static async Task<Results<Ok<NoteView>, ProblemHttpResult>> Take(
        TakeNote body, Caller caller, ProbeDb db, Outbox<ProbeDb> outbox, LiveEvents<ProbeDb> live, CancellationToken ct)
    {
        if (body.Text.Length == 0) return Problem.Invalid("text_required", "A note needs a text.", "text");
        var note = new Note { Id = Guid.CreateVersion7(), OrgId = caller.OrgId, Text = body.Text, Mood = body.Mood, Pages = body.Pages };
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.Notes.Add(note);
        await db.SaveChangesAsync(ct);
        await outbox.AddAsync(db, caller.OrgId, new NoteTaken { NoteId = note.Id, Text = note.Text, Mood = note.Mood, Pages = note.Pages }, ct);
        await live.PublishAsync((Npgsql.NpgsqlConnection)db.Database.GetDbConnection(), null, caller.OrgId, "note", note.Id.ToString(), ct);
        await transaction.CommitAsync(ct);
        return TypedResults.Ok(new NoteView(note.Id, note.Text, note.Mood));
    }

    private static async Task<Ok<Guid>> Count(CountInput body, Caller caller, Database<ProbeDb> database, JobQueue<ProbeDb> jobs, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        return TypedResults.Ok(await jobs.EnqueueAsync(connection, null, caller.OrgId, CountJob.Kind, "Count", body, caller.Subject, ct));
    }
}

public interface IEchoApi
{
    [Get("v2/echo/heard")]
    Task<HeardView> Heard(CancellationToken cancel = default);
}

/// <param name="Stop">fail, break, or errors; null counts through.</param>
/// <param name="Gate">When given, the job waits there after the first count.</param>
public sealed record CountInput(int To, string? Stop = null, string? Gate = null);

/// <summary>Where tests meet running jobs.</summary>
public sealed class Workbench
{
    public ConcurrentDictionary<string, TaskCompletionSource> Gates { get; } = new();
    public ConcurrentDictionary<string, TaskCompletionSource> Reached { get; } = new();
    public ConcurrentQueue<(Guid Job, int Attempt)> Attempts { get; } = new();

    public TaskCompletionSource Gate(string name) => Gates.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
    public TaskCompletionSource At(string name) => Reached.GetOrAdd(name, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}

internal sealed class CountJob(Workbench workbench, ProbeDb db) : IJobHandler
{
    public static string Kind => "count";

    public async Task Run(JobContext job, CancellationToken ct)
    {
        workbench.Attempts.Enqueue((job.Id, job.Attempt));
        var input = job.ReadInput<CountInput>();
        await db.Notes.CountAsync(ct);
        for (var n = 1; n <= input.To; n++)
        {
            await job.ReportAsync(n, input.To, "numbers");
            if (input.Gate is null || n != 1) continue;
            workbench.At(input.Gate).TrySetResult();
            await workbench.Gate(input.Gate).Task.WaitAsync(ct);
        }
        if (input.Stop == "fail") throw new JobFailedException("There is nothing to count.");
        if (input.Stop == "break") throw new InvalidOperationException("bug");
        if (input.Stop == "errors") await job.AddErrorAsync("seven.txt", 7, "not a number");
        job.SetResult(new { counted = input.To });
    }
}

internal sealed class FirstFails : IWarmUp
{
    private int runs;

    public Task WarmUp(CancellationToken ct) =>
        Interlocked.Increment(ref runs) == 1 ? throw new InvalidOperationException("cold") : Task.CompletedTask;
}
