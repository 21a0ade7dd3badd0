using System.Buffers;
using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// Logs of Inspect (inspect_ai): one document with all samples, or, out of an <c>.eval</c> archive, <c>{"inspect":header,"sample":…}</c> for each of them.
/// A sample is a run.
/// </summary>
internal sealed class InspectFormat : ISessionFormat
{
    // What describes the whole evaluation and grows with the number of its samples belongs to no single run.
    private static readonly string[] Left = ["samples", "results", "reductions", "stats", "log_updates", "sample_ids"];

    public string Name => "inspect";

    public bool OwnsDocument(JsonElement root) => root.Get("inspect") is { } header
        ? IsHeader(header) && root.Get("sample") is { ValueKind: JsonValueKind.Object }
        : IsHeader(root) && (root.Get("samples") is { ValueKind: JsonValueKind.Array } || root.Text("status") is not null);

    public bool OwnsBroken(IReadOnlySet<string> members) => members.Contains("1:eval") && (members.Contains("2:task_id") || members.Contains("2:task_version"))
        || members.Contains("1:inspect") && members.Contains("1:sample");

    public IEnumerable<SessionDocument> Open(JsonElement root, string path)
    {
        if (root.Get("inspect") is { } header)
        {
            return [Sample(header, root.Get("sample") ?? default)];
        }

        using var own = JsonDocument.Parse(Header(root), SourceJson.Options);
        var kept = own.RootElement.Clone();
        return root.Items("samples").Where(s => s.ValueKind == JsonValueKind.Object).Select(sample => Sample(kept, sample));
    }

    /// <summary>A log without what grows with its samples.</summary>
    public static byte[] Header(JsonElement log)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(log, 0, writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(JsonElement value, int depth, Utf8JsonWriter to)
    {
        if (depth > 2 || value.ValueKind != JsonValueKind.Object)
        {
            value.WriteTo(to);
            return;
        }

        to.WriteStartObject();
        foreach (var member in value.EnumerateObject().Where(m => !Left.Contains(m.Name, StringComparer.Ordinal)))
        {
            to.WritePropertyName(member.Name);
            Write(member.Value, depth + 1, to);
        }

        to.WriteEndObject();
    }

    private static SessionDocument Sample(JsonElement header, JsonElement sample)
    {
        var events = sample.Items("events").ToList();
        events = events.Count > 0 ? events : (sample.Get("transcript") ?? default).Items("events").ToList();
        events = events.Count > 0 ? events : sample.Items("messages").ToList();
        var eval = header.Get("eval") ?? default;
        // The input comes first, so that a sample that never began is a run all the same.
        var input = sample.Get("input") ?? sample.Get("id") ?? sample;
        var name = $"{eval.Text("run_id")}/{eval.Text("task_id")}/{Id(sample)}/{sample.Count("epoch")}";
        return new SessionDocument(new InspectReader(Facts(header, sample), new InspectTexts(sample)), sample.Text("uuid") ?? name, null, [input, .. events]);
    }

    private static SessionFacts Facts(JsonElement header, JsonElement sample)
    {
        var eval = header.Get("eval") ?? default;
        var stopped = sample.Get("limit") is not null || header.Text("status") == "cancelled";
        var facts = new SessionFacts
        {
            Agent = eval.Text("solver") ?? "inspect",
            AgentVersion = (eval.Get("packages") ?? default).Text("inspect_ai"),
            Model = eval.Text("model"),
            TaskType = eval.Text("task"),
            Conversation = eval.Text("run_id"),
            InstanceId = $"{eval.Text("task")}/{Id(sample)}",
            ConfigJson = Payload.OfRecorded(header) is { IsJson: true } config ? config.Text : null,
            Verdict = InspectScores.Verdict(sample),
            Outcome = InspectContent.Error(sample.Get("error")) is { } error ? ExitStatus.OfError(error) : stopped ? OutcomeStatus.Aborted : OutcomeStatus.Unknown,
            Tokens = InspectContent.Total(sample.Get("model_usage") ?? default),
        };
        facts.Saw(sample.Instant("started_at"));
        facts.Saw(sample.Instant("completed_at"));
        return facts;
    }

    private static string Id(JsonElement sample) => sample.Text("id") ?? sample.Number("id")?.ToString() ?? "?";

    private static bool IsHeader(JsonElement log) =>
        log.Get("eval") is { ValueKind: JsonValueKind.Object } eval && eval.Text("task") is not null && (eval.Get("model") ?? eval.Get("task_id") ?? eval.Get("dataset")) is not null;
}
