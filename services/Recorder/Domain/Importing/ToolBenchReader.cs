using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// One chain of a ToolBench tree. A thought, or an action that follows none, is a reply; an action with its input and observation is one executed call. The main
/// chain begins with the prompt. Only the sum of all tokens is stated, for the whole search: it is kept in the configuration.
/// </summary>
internal sealed class ToolBenchReader : ISessionReader
{
    // Finish with an answer, finish by giving up; every other code but 0 says what went wrong.
    private static readonly long[] Fine = [0, 3, 4];

    private readonly PendingCalls pending = new();
    private int? reply;

    public ToolBenchReader(JsonElement root, SearchChain chain)
    {
        var answer = root.Get("answer_generation") ?? default;
        var main = chain.Parent is null;
        var won = main ? root.Flag("win") : chain.Finished;
        Facts = new SessionFacts
        {
            Agent = "toolbench",
            Task = answer.Text("query")?.Trim(),
            ConfigJson = !main ? null : SourceConfig.Of(
                ("forward_args", root.Get("forward_args")), ("functions", answer.Get("function")), ("query_count", answer.Get("query_count")),
                ("total_tokens", answer.Get("total_tokens")), ("finish_type", answer.Get("finish_type")), ("final_answer", answer.Get("final_answer")),
                ("valid_data", answer.Get("valid_data"))),
            // A chain that the search left was neither right nor wrong.
            Verdict = !main && !won ? new Outcome(OutcomeStatus.Aborted) : new Outcome(
                won ? OutcomeStatus.Succeeded : OutcomeStatus.Failed, won ? 1 : 0, [new OutcomeCheck("win", won, main ? answer.Text("finish_type") : null)]),
        };
    }

    public SessionFacts Facts { get; }

    public static IReadOnlyList<JsonElement> Records(JsonElement root, SearchChain chain) =>
        chain.Parent is null ? [root.Get("answer_generation") ?? root, .. chain.Nodes] : chain.Nodes;

    /// <summary>The step at which a chain's first nodes end, null before its first step.</summary>
    public static int? LastSeq(JsonElement root, SearchChain chain, int nodes)
    {
        var (reader, sink) = (new ToolBenchReader(root, chain), new StepSink(_ => { }));
        foreach (var record in Records(root, chain).Take(nodes + (chain.Parent is null ? 1 : 0)))
        {
            reader.Read(new SourceRecord(record, 0), sink);
        }

        return sink.Next > 0 ? sink.Next - 1 : null;
    }

    public void Read(SourceRecord record, StepSink steps)
    {
        var node = record.Value;
        var said = node.Content("description");
        switch (node.Text("node_type"))
        {
            case "Thought":
                reply = steps.Add(new StepDraft(StepKind.Llm) { Output = said, Replayable = Replayable.ReplyOnly });
                break;
            case "Action":
                reply ??= steps.Add(new StepDraft(StepKind.Llm) { Replayable = Replayable.ReplyOnly });
                pending.Add(new PendingCall($"call-{steps.Next}", said?.Text ?? "unknown", new Payload("{}", true), reply.Value, null));
                break;
            case "Action Input":
                Acted(node, steps);
                reply = null;
                break;
            case null when node.Get("query") is not null || node.Get("train_messages") is not null:
                Prompt(node, steps);
                break;
            default:
                steps.Add(new StepDraft(StepKind.Note) { Name = node.Text("node_type") ?? "unknown", Output = said ?? Payload.OfRecorded(node) });
                break;
        }
    }

    public void Settle(StepSink steps) => pending.Note(steps);

    private static void Prompt(JsonElement answer, StepSink steps)
    {
        var first = answer.Items("train_messages").FirstOrDefault();
        var messages = first.ValueKind == JsonValueKind.Array ? first.EnumerateArray().TakeWhile(m => m.Text("role") is "system" or "user").ToList() : [];
        if (messages.Find(m => m.Text("role") == "system").Content("content") is { } system)
        {
            steps.Add(new StepDraft(StepKind.System) { Output = system });
        }

        steps.Add(new StepDraft(StepKind.User) { Output = answer.Content("query") ?? messages.Find(m => m.Text("role") == "user").Content("content") });
    }

    private void Acted(JsonElement node, StepSink steps)
    {
        var args = SourceJson.Arguments(node.Get("description"));
        var observation = node.Content("observation");
        if (pending.TakeFirst() is not { } call)
        {
            // The root of a tree is an input without an action, and says nothing.
            if (observation is not null || args.Text.Length > 0)
            {
                steps.Add(new StepDraft(StepKind.Note) { Name = "Action Input", Output = observation ?? args });
            }
        }
        else if (observation is null)
        {
            pending.Add(call with { Args = args });
            pending.Note(steps);
            pending.Take(call.CallId);
        }
        else
        {
            var refused = node.Get("observation") is { ValueKind: JsonValueKind.String } text && SourceJson.Embedded(text) is { } answer
                && answer.Text("error") is { Length: > 0 };
            var failed = refused || node.Number("observation_code") is { } code && !Fine.Contains(code);
            steps.Add(new StepDraft(StepKind.Tool) { Parent = call.Parent, Tool = new ToolDraft(call.CallId, call.Name, args, observation, failed) });
        }
    }
}
