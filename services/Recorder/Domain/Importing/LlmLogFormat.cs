using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// One call of a model as a client logged it (OpenHands' <c>llm_completions</c> and SDK logs): <c>{messages, tools, kwargs, response, cost, latency_sec}</c>.
/// A run of one step that holds all of the request and all of the reply, so that it can be replayed.
/// </summary>
internal sealed class LlmLogFormat : ISessionFormat
{
    private static readonly string[] Request = ["messages", "input", "instructions", "tools", "args", "kwargs"];

    public string Name => "llm-log";

    public bool LinesAreSessions => true;

    public bool OwnsDocument(JsonElement root) =>
        root.Items("messages").Any() && root.Get("response") is { ValueKind: JsonValueKind.Object } response
        && (response.Get("choices") ?? response.Get("output")) is { ValueKind: JsonValueKind.Array }
        && (root.Get("latency_sec") ?? root.Get("kwargs") ?? root.Get("args") ?? root.Get("cost")) is not null;

    public bool OwnsLine(JsonElement line) => OwnsDocument(line);

    public bool OwnsBroken(IReadOnlySet<string> members) => members.Contains("1:messages") && members.Contains("1:kwargs") && members.Contains("1:context_window");

    public IEnumerable<SessionDocument> Open(JsonElement root, string path) => [new SessionDocument(new Reader(), new ChatReply(root.Get("response") ?? default).Id, null, [root])];

    private sealed class Reader : ISessionReader
    {
        public SessionFacts Facts { get; } = new() { Agent = "llm-log" };

        public void Read(SourceRecord record, StepSink steps)
        {
            var log = record.Value;
            var reply = new ChatReply(log.Get("response") ?? default);
            var ended = log.Instant("timestamp");
            var took = log.Get("latency_sec") is { ValueKind: JsonValueKind.Number } latency && latency.TryGetDouble(out var seconds) && seconds is >= 0 and < 1e6 ? seconds : 0;
            var began = ended?.AddSeconds(-took) is { } t && t >= DateTimeOffset.UnixEpoch ? t : ended;
            Facts.Saw(began);
            Facts.Saw(ended);
            Facts.Model = reply.Model;
            Facts.Task = log.Items("messages").Where(m => m.Text("role") == "user").Select(m => (m.Get("content") ?? default).PlainText()).LastOrDefault(t => t is not null) is { } asked
                ? TaskText.From(asked) : null;
            steps.Add(new StepDraft(StepKind.Llm)
            {
                T0 = began,
                T1 = ended,
                Model = reply.Model,
                Input = Payload.OfRecorded(RequestOf(log)),
                Output = Payload.OfRecorded(reply.Response),
                Tokens = reply.Usage,
                Cost = log.Money("cost"),
                Replayable = Replayable.Full,
            });
        }

        public void Settle(StepSink steps)
        {
        }

        private static JsonElement RequestOf(JsonElement log) =>
            SourceJson.Object([.. Request.Where(name => log.Get(name) is not null).Select(name => (name, log.Get(name)!.Value))]);
    }
}
