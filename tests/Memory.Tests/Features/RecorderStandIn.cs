using System.Collections.Concurrent;
using System.Text.Json;
using Contracts.Recorder;
using Memory.Domain.Traces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Substrate.Json;
using Substrate.Trace;

namespace Memory.Tests.Features;

/// <summary>A real server on a loopback port that serves recorded runs as the recorder does; the recorder itself is another service, met in the System tests.</summary>
internal sealed class RecorderStandIn : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Guid, (RunTrace Run, RunState State)> _runs = [];
    private readonly WebApplication _application;

    public RecorderStandIn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.MapGet("/v2/runs/{id}", (Guid id, HttpContext http) => _runs.TryGetValue(id, out var run) ? Json(http, View(run.Run, run.State)) : Missing(http));
        _application.MapGet("/v2/runs/{id}/transcript", async (Guid id, HttpContext http) =>
        {
            if (!_runs.TryGetValue(id, out var run)) { await Missing(http); return; }
            http.Response.ContentType = "application/x-ndjson";
            foreach (var s in run.Run.Steps)
            {
                await http.Response.WriteAsync(JsonSerializer.Serialize(
                    new TranscriptStep(s.Seq, s.Kind, null, null, null, null, null, s.Output, s.ToolName, null, s.Args, s.Result, s.IsError, s.ExitCode, s.Error, false), PlatformJson.Options) + "\n");
            }
        });
        _application.Start();
    }

    public string Address => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public RunTrace Holds(RunTrace run, RunState state = RunState.Complete)
    {
        _runs[run.RunId] = (run, state);
        return run;
    }

    public static RunCompleted Completed(RunTrace run, int revision = 1) => new()
    {
        RunId = run.RunId, Revision = revision, Project = run.Scope.Project, Repo = run.Scope.Repo, Agent = run.Agent, User = run.Scope.User, TaskType = null, Outcome = run.Outcome, StepCount = run.Steps.Count,
        ChainHead = "0", CompletedAt = DateTimeOffset.UtcNow,
    };

    private static RunView View(RunTrace r, RunState state) => new(
        r.RunId, state, r.Task, new AgentRef(r.Agent), r.Scope.Project, r.Scope.Repo, r.Scope.User, null, null, null, null, new Outcome(r.Outcome), r.Steps.Count, 0, 0, new TokenUsage(), null, 0, null, null,
        DateTimeOffset.UtcNow, DateTimeOffset.UtcNow, "0", 1, null, null, 0);

    private static Task Json<T>(HttpContext http, T body)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(JsonSerializer.Serialize(body, PlatformJson.Options));
    }

    private static Task Missing(HttpContext http)
    {
        http.Response.StatusCode = 404;
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
