using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// Steps of an ATIF trajectory. An agent's step is a reply and the calls with their results; one that no model was asked for (<c>llm_call_count</c> 0) is a
/// note. What was copied from another trajectory for context is a note: it was said, called and paid for there. What this platform exported comes back as it
/// was (<see cref="AtifExtra"/>).
/// </summary>
internal sealed class AtifReader : ISessionReader
{
    private readonly string session;
    private string? copiedTask;

    public AtifReader(JsonElement root, string session)
    {
        this.session = session;
        var agent = root.Get("agent") ?? default;
        var metrics = root.Get("final_metrics") ?? default;
        var summed = root.Items("steps").Any(s => s.Get("metrics") is { ValueKind: JsonValueKind.Object });
        Facts = new SessionFacts
        {
            Agent = agent.Text("name") ?? "unknown",
            AgentVersion = agent.Text("version"),
            Model = agent.Text("model_name"),
            Conversation = root.Text("session_id"),
            ConfigJson = SourceConfig.Of(
                ("schema_version", root.Get("schema_version")), ("agent", agent.Get("extra")), ("tool_definitions", agent.Get("tool_definitions")), ("notes", root.Get("notes"))),
            Tokens = summed ? null : AtifExtra.Tokens(metrics, "total_"),
            Cost = summed ? null : metrics.Money("total_cost_usd"),
        };
        AtifExtra.Restore(root, Facts);
    }

    public SessionFacts Facts { get; }

    /// <summary>The trajectories that this one's steps refer to.</summary>
    public static List<ChildRef> Children(JsonElement root, string session, IReadOnlyList<JsonElement> records)
    {
        var (reader, sink) = (new AtifReader(root, session), new StepSink(_ => { }));
        foreach (var record in records)
        {
            reader.Read(new SourceRecord(record, 0), sink);
        }

        return reader.Facts.Children;
    }

    public void Read(SourceRecord record, StepSink steps)
    {
        var step = record.Value;
        var at = step.Instant("timestamp");
        Facts.Saw(at);
        var source = step.Text("source");
        if (source == "user" && step.Get("message") is { } asked && PromptText.TextIn(asked) is { Length: > 0 } text)
        {
            copiedTask ??= text;
            Facts.Task ??= step.Flag("is_copied_context") ? null : TaskText.From(text);
        }

        if (step.Flag("is_copied_context"))
        {
            steps.Add(new StepDraft(StepKind.Note) { Name = $"copied: {source}", T0 = at, Output = step.Get("tool_calls") is null ? step.Content("message") : Payload.OfRecorded(step) });
        }
        else if (source == "agent")
        {
            Acted(step, at, steps);
        }
        else
        {
            var known = source is "user" or "system";
            var kind = source == "user" ? StepKind.User : !known ? StepKind.Note : IsCompaction(step) ? StepKind.Compaction : StepKind.System;
            var said = new StepDraft(kind) { Name = known ? null : source ?? "unknown", T0 = at, Output = known ? step.Content("message") : Payload.OfRecorded(step) };
            Observed(step, steps.Add(AtifExtra.Restore(said, step, steps.Next)), new PendingCalls(), at, steps);
        }
    }

    public void Settle(StepSink steps) => Facts.Task ??= copiedTask is null ? null : TaskText.From(copiedTask);

    private static bool IsCompaction(JsonElement step) =>
        ((step.Get("extra") ?? default).Get("context_management") ?? default).Text("type") == "compaction";

    private void Acted(JsonElement step, DateTimeOffset? at, StepSink steps)
    {
        var metrics = step.Get("metrics") ?? default;
        var asked = step.Number("llm_call_count") is not 0;
        // A call that stands alone, as this platform exports one, has nothing before it.
        int? seq = AtifExtra.IsLoneCall(step) ? null : steps.Add(AtifExtra.Restore(new StepDraft(asked ? StepKind.Llm : StepKind.Note)
        {
            Name = asked ? null : "dispatch",
            T0 = at,
            Model = asked ? step.Text("model_name") ?? Facts.Model : null,
            Output = step.Content("message"),
            Tokens = AtifExtra.Tokens(metrics, string.Empty),
            Cost = metrics.Money("cost_usd"),
            Replayable = asked ? Replayable.ReplyOnly : Replayable.None,
        }, step, steps.Next));
        if (step.Text("reasoning_content") is { Length: > 0 } thinking)
        {
            steps.Add(StepDraft.Thinking(seq ?? 0, thinking, at));
        }

        var pending = new PendingCalls();
        foreach (var call in step.Items("tool_calls"))
        {
            pending.Add(new PendingCall(
                call.Text("tool_call_id") ?? $"call-{steps.Next}.{pending.Count}", call.Text("function_name") ?? "unknown", AtifExtra.Arguments(call), seq ?? 0, at));
        }

        Observed(step, seq, pending, at, steps);
        pending.Note(steps);
    }

    private void Observed(JsonElement step, int? seq, PendingCalls pending, DateTimeOffset? at, StepSink steps)
    {
        var results = (step.Get("observation") ?? default).Items("results").ToList();
        var unnamed = results.Count(r => r.Text("source_call_id") is null);
        foreach (var result in results)
        {
            var call = pending.Take(result.Text("source_call_id"));
            if (result.Text("source_call_id") is null && pending.Count > 0)
            {
                // A terminal shows once what several commands did: that is what the last of them gave.
                while (pending.Count > unnamed && pending.TakeFirst() is { } earlier)
                {
                    steps.Add(new StepDraft(StepKind.Tool) { Parent = seq, T0 = at, Tool = new ToolDraft(earlier.CallId, earlier.Name, earlier.Args, null) });
                }

                (call, unnamed) = (pending.TakeFirst(), unnamed - 1);
            }

            var place = steps.Next - 1;
            if (call is not null)
            {
                var tool = new StepDraft(StepKind.Tool) { Parent = seq, T0 = at, Tool = new ToolDraft(call.CallId, call.Name, call.Args, result.Content("content")) };
                place = steps.Add(AtifExtra.Restore(tool, result, steps.Next));
            }
            else if (result.Content("content") is { } seen)
            {
                place = steps.Add(new StepDraft(StepKind.Note) { Name = "observation", Parent = seq, T0 = at, Output = seen });
            }

            Refer(result, place, call?.CallId);
        }
    }

    private void Refer(JsonElement result, int seq, string? callId)
    {
        var refs = result.Get("subagent_trajectory_ref") is { ValueKind: JsonValueKind.Object } one ? [one] : result.Items("subagent_trajectory_ref");
        foreach (var child in refs)
        {
            if (AtifFormat.IdOf(child, child.Text("trajectory_id") is null ? null : session) is { } id)
            {
                Facts.Children.Add(new ChildRef(id, RunRelations.Subagent, Math.Max(0, seq), callId));
            }
        }
    }
}
