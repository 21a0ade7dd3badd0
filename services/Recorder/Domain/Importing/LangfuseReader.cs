using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// One observation, one step, under the step of its parent: GENERATION is a model call, TOOL an executed call, EVALUATOR a verdict, GUARDRAIL a policy;
/// everything else (SPAN, AGENT, CHAIN, RETRIEVER, EMBEDDING, EVENT …) a note that keeps its input and output. Scores are labels.
/// </summary>
internal sealed class LangfuseReader : ISessionReader
{
    private readonly Dictionary<string, int> seqs = new(StringComparer.Ordinal);
    private readonly JsonElement trace;

    public LangfuseReader(JsonElement trace, IReadOnlyList<JsonElement> observations)
    {
        this.trace = trace;
        var generations = observations.Where(IsGeneration).ToList();
        Facts = new SessionFacts
        {
            Agent = trace.Text("name") ?? "langfuse",
            AgentVersion = trace.Text("version") ?? trace.Text("release"),
            Model = generations.Select(o => o.Text("model")).FirstOrDefault(m => m is not null),
            Conversation = trace.Text("sessionId"),
            User = trace.Text("userId"),
            Task = Asked(trace, observations, generations)?.Trim(),
            ConfigJson = SourceConfig.Of(
                ("environment", trace.Get("environment")), ("release", trace.Get("release")), ("version", trace.Get("version")), ("tags", trace.Get("tags"))),
        };
        Facts.Saw(trace.Instant("timestamp"));
        Scored(null);
    }

    public SessionFacts Facts { get; }

    public void Read(SourceRecord record, StepSink steps)
    {
        var observation = record.Value;
        var (began, ended) = (observation.Instant("startTime"), observation.Instant("endTime"));
        Facts.Saw(began);
        Facts.Saw(ended);
        var type = observation.Text("type")?.ToUpperInvariant();
        var kind = type switch
        {
            "GENERATION" => StepKind.Llm,
            "TOOL" => StepKind.Tool,
            "EVALUATOR" => StepKind.Eval,
            "GUARDRAIL" => StepKind.Policy,
            _ => StepKind.Note,
        };
        var (input, output) = (Value(observation, "input"), Value(observation, "output"));
        var failed = observation.Text("level") == "ERROR";
        var step = new StepDraft(kind)
        {
            Parent = observation.Text("parentObservationId") is { } parent && seqs.TryGetValue(parent, out var above) ? above : null,
            Name = observation.Text("name") ?? type?.ToLowerInvariant() ?? "unknown",
            Model = observation.Text("model"),
            T0 = began,
            T1 = ended < began ? began : ended,
            Tokens = LangfuseUsage.Tokens(observation),
            Cost = LangfuseUsage.Cost(observation),
            Error = failed ? observation.Text("statusMessage") is { Length: > 0 } message ? message : "ERROR" : null,
        };
        step = kind == StepKind.Tool
            ? step with { Tool = new ToolDraft(CallId(observation) ?? $"call-{steps.Next}", ToolName(observation), input, output, failed) }
            : step with { Input = input, Output = output, Replayable = kind != StepKind.Llm || output is null ? Replayable.None : input is null ? Replayable.ReplyOnly : Replayable.Full };
        var seq = steps.Add(step);
        if (observation.Text("id") is { } id && seqs.TryAdd(id, seq))
        {
            Scored(id);
        }
    }

    public void Settle(StepSink steps)
    {
        // Nothing waits: every observation is a step at once.
    }

    private static bool IsGeneration(JsonElement observation) => string.Equals(observation.Text("type"), "GENERATION", StringComparison.OrdinalIgnoreCase);

    // Exports keep payloads and metadata as JSON inside strings; a text that is none is itself.
    private static JsonElement? Parsed(JsonElement owner, string name) =>
        owner.Get(name) is { ValueKind: JsonValueKind.String } text ? SourceJson.Embedded(text) ?? text : owner.Get(name);

    private static Payload? Value(JsonElement observation, string name) => Parsed(observation, name) is { } value ? Payload.OfRecorded(Plain(value)) : null;

    // A message that is nothing but its text is that text.
    private static JsonElement Plain(JsonElement value) =>
        value.Get("content") is { ValueKind: JsonValueKind.String } content && value.EnumerateObject().All(m => m.Name is "role" or "content") && value.Text("role") is "assistant"
            ? content : value;

    private static JsonElement Attributes(JsonElement observation) =>
        Parsed(observation, "metadata") is { } metadata ? metadata.Get("attributes") ?? metadata : default;

    private static string ToolName(JsonElement observation)
    {
        var told = Attributes(observation);
        return told.Text("gen_ai.tool.name") ?? told.Text("ai.toolCall.name") ?? told.Text("tool.name") ?? observation.Text("name") ?? "unknown";
    }

    private static string? CallId(JsonElement observation)
    {
        var told = Attributes(observation);
        return told.Text("gen_ai.tool.call.id") ?? told.Text("ai.toolCall.id") ?? told.Text("tool_call.id");
    }

    private static string? Asked(JsonElement trace, IEnumerable<JsonElement> observations, List<JsonElement> generations) =>
        new[] { trace }.Concat(observations.Where(o => o.Text("parentObservationId") is null)).Concat(generations)
            .Select(o => Parsed(o, "input") is { } input ? PromptText.FirstUser(input) : null).FirstOrDefault(t => !string.IsNullOrWhiteSpace(t)) ?? trace.Text("name");

    /// <param name="observation">Null for those of the trace as a whole.</param>
    private void Scored(string? observation)
    {
        foreach (var score in trace.Items("scores").Where(s => s.Text("observationId") == observation))
        {
            var value = score.Text("stringValue") ?? (score.Get("value") is { } given ? Payload.OfRecorded(given).Text : null);
            var comment = score.Text("comment") is { Length: > 0 } said ? $": {said}" : string.Empty;
            Facts.Labels.Add(new RunLabel(observation is null ? null : seqs[observation], $"score: {score.Text("name")}", value + comment));
        }
    }
}
