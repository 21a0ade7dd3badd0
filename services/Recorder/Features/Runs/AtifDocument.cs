using System.Globalization;
using System.Text.Json;
using Contracts.Recorder;
using Recorder.Domain;
using Recorder.Domain.Importing;
using Recorder.Storage;
using Substrate.Trace;

namespace Recorder.Features.Runs;

internal sealed record AtifStep(StepRow Row, Payload? Input, Payload? Output, Payload? Args, Payload? Result);

internal sealed record AtifChild(string Session, Guid Trajectory);

/// <summary>
/// Writes a run as an ATIF 1.7 trajectory: a reply with its thinking and the calls that follow it is one agent step; a call that stands apart from its reply is
/// one of its own; every other kind is a system step. Read again by <see cref="AtifReader"/> and <see cref="AtifExtra"/>.
/// </summary>
/// <param name="children">The runs that a step started.</param>
internal sealed class AtifDocument(Utf8JsonWriter json, ILookup<int, AtifChild> children)
{
    private readonly List<AtifStep> group = [];
    private int steps;

    public static string SessionOf(RunView run) => run.Conversation ?? run.Id.ToString();

    public static string? Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public void Begin(RunView run)
    {
        json.WriteStartObject();
        json.WriteString("schema_version", "ATIF-v1.7");
        json.WriteString("session_id", SessionOf(run));
        json.WriteString("trajectory_id", run.Id.ToString());
        json.WriteStartObject("agent");
        json.WriteString("name", run.Agent.Name);
        json.WriteString("version", run.Agent.Version ?? "unknown");
        Optional("model_name", run.Model);
        if (run.Config is { ValueKind: JsonValueKind.Object } config)
        {
            json.WritePropertyName("extra");
            config.WriteTo(json);
        }

        json.WriteEndObject();
        json.WriteStartArray("steps");
    }

    public void Add(AtifStep step)
    {
        if (group.Count > 0 && !Belongs(step))
        {
            Flush();
        }

        group.Add(step);
        if (group[0].Row.Kind != StepKind.Llm)
        {
            Flush();
        }
    }

    public void End(RunView run)
    {
        Flush();
        json.WriteEndArray();
        json.WriteStartObject("final_metrics");
        Metrics("total_", run.Tokens, "total_cost_usd", run.Cost);
        json.WriteNumber("total_steps", steps);
        json.WriteEndObject();
        json.WriteStartObject("extra");
        json.WritePropertyName(AtifExtra.Member);
        JsonSerializer.Serialize(json, new { run.Task, run.TaskType, run.Repo, run.Outcome }, AtifExtra.Dialect);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private bool Belongs(AtifStep step) => step.Row.Parent == group[0].Row.Seq
        && (step.Row.Kind == StepKind.Tool ? group.TrueForAll(s => s.Row.CallId != step.Row.CallId) : group.Count == 1 && IsThinking(step));

    private static bool IsThinking(AtifStep step) => step is
    {
        Row: { Kind: StepKind.Note, Name: "thinking", Error: null, T1: null, Tokens: null, Cost: null, Model: null }, Input: null, Output: { IsJson: false, Text.Length: > 0 },
    };

    private void Flush()
    {
        if (group.Count == 0)
        {
            return;
        }

        var (head, row) = (group[0], group[0].Row);
        var isAgent = row.Kind is StepKind.Llm or StepKind.Tool;
        json.WriteStartObject();
        json.WriteNumber("step_id", ++steps);
        Optional("timestamp", Time(row.T0));
        json.WriteString("source", isAgent ? "agent" : row.Kind == StepKind.User ? "user" : "system");
        json.WriteString("message", head.Output?.Text ?? string.Empty);
        if (isAgent)
        {
            json.WriteNumber("llm_call_count", row.Kind == StepKind.Llm ? 1 : 0);
            Optional("model_name", row.Model);
            Optional("reasoning_content", group.Find(s => s.Row.Kind == StepKind.Note)?.Output?.Text);
            AtifCalls.Write(json, [.. group.Where(s => s.Row.Tool is not null)], row.Kind == StepKind.Llm, children);
            if (row.Kind == StepKind.Llm && (row.Tokens is not null || row.Cost is not null))
            {
                json.WriteStartObject("metrics");
                Metrics(string.Empty, row.Tokens, "cost_usd", row.Cost);
                json.WriteEndObject();
            }
        }

        AtifMembers.Step(json, head, group.Find(s => s.Row.Kind == StepKind.Note)?.Row);
        json.WriteEndObject();
        group.Clear();
    }

    private void Metrics(string prefix, TokenUsage? tokens, string paid, decimal? cost)
    {
        AtifMembers.Count(json, prefix + "prompt_tokens", tokens?.In);
        AtifMembers.Count(json, prefix + "completion_tokens", tokens?.Out);
        AtifMembers.Count(json, prefix + "cached_tokens", tokens?.CacheRead);
        if (cost is { } dollars)
        {
            json.WriteNumber(paid, dollars);
        }
    }

    private void Optional(string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
