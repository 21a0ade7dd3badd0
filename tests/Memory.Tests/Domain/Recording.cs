using System.Text.Json;
using Memory.Domain.Traces;
using Substrate.Scoping;
using Substrate.Trace;

namespace Memory.Tests.Domain;

/// <summary>Writes recorded runs the way agents leave them, briefly.</summary>
internal sealed class Recording
{
    private readonly List<TraceStep> _steps = [];

    public Recording Says(string text) => Add(new TraceStep(_steps.Count, StepKind.User, Output: text));

    public Recording Thinks(string text) => Add(new TraceStep(_steps.Count, StepKind.Llm, Output: text));

    public Recording Runs(string command, string output, int? exit = 0, string tool = "bash") =>
        Add(new TraceStep(_steps.Count, StepKind.Tool, tool, Args: JsonSerializer.Serialize(new { command }), Result: output, ExitCode: exit, IsError: exit is not (null or 0)));

    public Recording Reads(string path, string content) =>
        Add(new TraceStep(_steps.Count, StepKind.Tool, "Read", Args: JsonSerializer.Serialize(new { file_path = path }), Result: content));

    public Recording Edits(string path) =>
        Add(new TraceStep(_steps.Count, StepKind.Tool, "Edit", Args: JsonSerializer.Serialize(new { file_path = path, old_string = "a", new_string = "b" }), Result: "ok"));

    public RunTrace Run(OutcomeStatus outcome = OutcomeStatus.Succeeded, string? repo = "acme/widgets", string? user = null) =>
        new(Guid.CreateVersion7(), "Fix the widget", new Scope(null, repo, User: user), "agent", outcome, _steps);

    private Recording Add(TraceStep step)
    {
        _steps.Add(step);
        return this;
    }
}
