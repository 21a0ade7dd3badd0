using System.Text.Json;
using Substrate.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// What ATIF has no member for, kept under <c>extra.ctx</c> of the trajectory, of a step, of a call and of a result, so that a run that was exported comes back
/// as it was.
/// </summary>
internal static class AtifExtra
{
    public const string Member = "ctx";

    /// <summary>When the reasoning of a step was noted.</summary>
    public const string ThinkingAt = "thinking_at";

    /// <summary>How what is kept there is written: names as ATIF writes them.</summary>
    public static JsonSerializerOptions Dialect { get; } = new(PlatformJson.Options) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The step is one tool call by itself.</summary>
    public static bool IsLoneCall(JsonElement step) => Of(step).Text("kind") == "tool" && (step.Get("observation") ?? default).Items("results").Any();

    public static DateTimeOffset? Thought(JsonElement step, DateTimeOffset? at) => Of(step).Get(ThinkingAt) is null ? at : Of(step).Instant(ThinkingAt);

    public static TokenUsage? Tokens(JsonElement metrics, string prefix)
    {
        var usage = new TokenUsage(metrics.Count(prefix + "prompt_tokens"), metrics.Count(prefix + "completion_tokens"), metrics.Count(prefix + "cached_tokens"));
        return usage == new TokenUsage() ? null : usage;
    }

    public static Payload Arguments(JsonElement call) =>
        Of(call).Flag("wrapped") && (call.Get("arguments") ?? default).Get("input") is { } inner ? Payload.OfRecorded(inner) : SourceJson.Arguments(call.Get("arguments"));

    /// <summary>A step, or the tool step of a result, as it was before the export.</summary>
    /// <param name="from">The ATIF step or result.</param>
    /// <param name="next">Seq that the step will have: a parent lies before it.</param>
    public static StepDraft Restore(StepDraft draft, JsonElement from, int next)
    {
        var told = Of(from);
        if (told.ValueKind != JsonValueKind.Object)
        {
            return draft;
        }

        // Where the ATIF source allows several kinds, the exact one is told; an agent's step stays one.
        var kind = draft.Kind is StepKind.System or StepKind.Compaction && Word<StepKind>(told, "kind") is { } exact
            && exact is not (StepKind.Llm or StepKind.Tool) ? exact : draft.Kind;
        return draft with
        {
            Kind = kind,
            Parent = told.Count("parent") is { } parent && parent < next ? (int)parent : draft.Parent,
            Name = told.Text("name") ?? draft.Name,
            Model = told.Get("model") is null ? draft.Model : told.Text("model") is { Length: > 0 } model ? model : null,
            T0 = told.Get("t0") is null ? draft.T0 : told.Instant("t0"),
            T1 = told.Instant("t1") ?? draft.T1,
            Input = told.Get("input") is { } input ? Payload.OfRecorded(input) : draft.Input,
            Output = told.Get("output") is { } other ? Payload.OfRecorded(other) : told.Flag("silent") || draft.Output is not { } output ? null : AsJson(output, told),
            Error = told.Text("error") ?? draft.Error,
            Replayable = Word<Replayable>(told, "replayable") ?? draft.Replayable,
            Tokens = told.Get("tokens") is { ValueKind: JsonValueKind.Object } tokens ? Tokens(tokens) : draft.Tokens,
            Cost = told.Money("cost") ?? draft.Cost,
            Tool = draft.Tool is null ? null : draft.Tool with
            {
                IsError = told.Flag("is_error"), ExitCode = told.Number("exit_code") is >= int.MinValue and <= int.MaxValue and var code ? (int)code : null,
                Args = told.Flag("no_arguments") ? null : draft.Tool.Args,
                Result = draft.Tool.Result is { } result ? AsJson(result, told) : null,
            },
        };
    }

    /// <summary>What an export says of the run as a whole.</summary>
    public static void Restore(JsonElement root, SessionFacts facts)
    {
        var told = Of(root);
        facts.Task = told.Text("task");
        // A run may state more than its steps do.
        var totals = root.Get("final_metrics") ?? default;
        (facts.Tokens, facts.Cost) = told.ValueKind == JsonValueKind.Object ? (Tokens(totals, "total_"), totals.Money("total_cost_usd")) : (facts.Tokens, facts.Cost);
        facts.TaskType = told.Text("task_type");
        facts.Repo = told.Text("repo");
        if (told.ValueKind == JsonValueKind.Object)
        {
            facts.ConfigJson = (root.Get("agent") ?? default).Get("extra") is { ValueKind: JsonValueKind.Object } config ? config.GetRawText() : null;
        }

        var outcome = told.Get("outcome") ?? default;
        if (Word<OutcomeStatus>(outcome, "status") is { } status)
        {
            var checks = outcome.Items("checks").Select(c => new OutcomeCheck(c.Text("name") ?? "unknown", c.Flag("passed"), c.Text("detail"))).ToList();
            facts.Verdict = new Outcome(status, outcome.Get("reward") is { ValueKind: JsonValueKind.Number } n && n.TryGetDouble(out var reward) ? reward : null, checks);
        }
    }

    /// <summary>An enum's value as the platform writes it.</summary>
    public static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static T? Word<T>(JsonElement value, string name) where T : struct, Enum =>
        value.Text(name) is { } word && Enum.GetValues<T>().Where(v => Word(v) == word).ToList() is [var exact] ? exact : null;

    private static TokenUsage Tokens(JsonElement told) =>
        new(told.Count("in"), told.Count("out"), told.Count("cache_read"), told.Count("cache_write"), told.Count("reasoning"));

    private static JsonElement Of(JsonElement value) => (value.Get("extra") ?? default).Get(Member) ?? default;

    // A payload that is JSON travels as its canonical text.
    private static Payload AsJson(Payload text, JsonElement told) =>
        told.Flag("json") && SourceJson.Embedded(JsonSerializer.SerializeToElement(text.Text)) is { } json ? Payload.OfRecorded(json) : text;
}
