using System.Net;
using System.Text.Json;
using Contracts.Context;
using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using RestEase;
using ServiceDefaults.Http;
using Substrate.Compiling;
using Substrate.Json;
using Substrate.Scoping;
using Substrate.Tokens;

namespace Context.Features.Compiles;

/// <summary>Reads a run back from the recorder, as far as the step, and rebuilds the window that the step saw.</summary>
internal sealed class RecordedWindow(IRecorderApi recorder, ILogger<ContextModule> log)
{
    public async Task<(RunWindowView? Window, ProblemHttpResult? Refusal)> Read(Guid runId, int seq, CancellationToken cancel)
    {
        try
        {
            var run = await recorder.GetRun(runId, cancel);
            if (seq < 1 || seq > run.StepCount)
            {
                return (null, Problem.Unprocessable(
                    "seq_out_of_range", run.StepCount == 0 ? "This run has no steps." : $"This run has windows before step 1 to {run.StepCount}; {seq} is none of them.", "seq"));
            }

            var scope = new Scope(Blank(run.Project), Blank(run.Repo));
            var window = RunWindow.Before(seq, runId, run.Task, scope, await Steps(runId, seq, cancel));
            if (window.Items.Count > CompileRequestRules.MaxItems || window.Items.Sum(item => (long)item.Text.Length) > CompileRequestRules.MaxTotalLength)
            {
                return (null, Problem.Unprocessable(
                    "window_too_large", $"The window before step {seq} has {window.Items.Count:N0} items; a compile takes {CompileRequestRules.MaxItems:N0}, with {CompileRequestRules.MaxTotalLength:N0} characters together.", "seq",
                    "Choose an earlier step."));
            }

            var focus = window.Focus.Length > CompileRequestRules.MaxTaskLength ? window.Focus[..CompileRequestRules.MaxTaskLength] : window.Focus;
            return (new RunWindowView(runId, seq, focus, scope, window.Items, window.Items.Sum(item => O200kBase.Shared.Count(item.Text))), null);
        }
        catch (ApiException missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return (null, Problem.NotFound("run_unknown", $"There is no run {runId}.", "GET /v2/runs lists them."));
        }
        catch (Exception failure) when (PeerFailure.IsOne(failure, cancel))
        {
            log.LogWarning(failure, "The recorder did not answer");
            return (null, Problem.Busy(5, "recorder_unreachable", "The recorder could not be reached, and the run is there. Try again."));
        }
    }

    private async Task<List<RecordedStep>> Steps(Guid runId, int seq, CancellationToken cancel)
    {
        var steps = new List<RecordedStep>(Math.Min(seq, CompileRequestRules.MaxItems));
        await using var stream = await recorder.ReadTranscript(runId, CompileRequestRules.MaxTextLength, cancel);
        await foreach (var step in JsonSerializer.DeserializeAsyncEnumerable<TranscriptStep>(stream, topLevelValues: true, PlatformJson.Options, cancel))
        {
            if (step is null)
            {
                continue;
            }
            if (step.Seq >= seq)
            {
                break;
            }

            steps.Add(new(step.Seq, step.Kind, step.T0, step.Output, step.ToolName, step.Args, step.Result, step.IsError, step.ExitCode, step.Error));
        }

        return steps;
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
