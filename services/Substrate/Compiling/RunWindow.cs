using System.Globalization;
using System.Text;
using System.Text.Json;
using Substrate.Scoping;
using Substrate.Trace;

namespace Substrate.Compiling;

/// <summary>A recorded step with its payload texts.</summary>
/// <param name="Text">What was said: the step's output.</param>
public sealed record RecordedStep(
    int Seq, StepKind Kind, DateTimeOffset? At, string? Text, string? Tool, string? Args, string? Result, bool IsError = false, int? ExitCode = null, string? Error = null);

/// <summary>
/// The context window of a recorded run as it stood before one of its steps, as items that can be compiled again. Pure: the same steps give the same items.
/// A system prompt is an instruction, the first thing the user said is the task; after a compaction the summary stands for what came before it.
/// </summary>
/// <param name="Focus">What the next step is about: the task, and what the agent said last. Items are scored against it.</param>
public sealed record RunWindow(string Focus, IReadOnlyList<ContextItem> Items)
{
    private const int FocusChars = 2_000;

    /// <param name="seq">The step before which the window stood; steps from there on are not looked at.</param>
    public static RunWindow Before(int seq, Guid runId, string task, Scope scope, IEnumerable<RecordedStep> steps)
    {
        var items = new List<ContextItem>();
        var hasTask = false;
        string? said = null;
        foreach (var step in steps.Where(step => step.Seq < seq).OrderBy(step => step.Seq))
        {
            if (step.Kind == StepKind.Compaction && !string.IsNullOrWhiteSpace(step.Text)) items.RemoveAll(item => item.Kind is not (ItemKind.Instruction or ItemKind.Task));
            var kind = KindOf(step.Kind, hasTask);
            if (kind is null || TextOf(step) is not { Length: > 0 } text) continue;
            hasTask |= kind == ItemKind.Task;
            if (step.Kind == StepKind.Llm) said = text;
            items.Add(new ContextItem(
                string.Create(CultureInfo.InvariantCulture, $"step:{step.Seq:000000}"), kind.Value, text,
                new ItemSource(string.Create(CultureInfo.InvariantCulture, $"step:{runId:D}:{step.Seq}"), step.Tool), Weight: 0.5, Scope: scope, Trust: TrustOf(step.Kind), At: step.At));
        }
        return new RunWindow(said is null ? task : $"{task}\n\n{(said.Length > FocusChars ? said[^FocusChars..] : said)}", items);
    }

    private static ItemKind? KindOf(StepKind kind, bool hasTask) => kind switch
    {
        StepKind.System => ItemKind.Instruction,
        StepKind.User => hasTask ? ItemKind.Message : ItemKind.Task,
        StepKind.Llm => ItemKind.Message,
        StepKind.Tool => ItemKind.ToolResult,
        StepKind.Compaction => ItemKind.Summary,
        StepKind.Handoff => ItemKind.Handoff,
        // What the platform or an evaluator noted never stood in the agent's window.
        StepKind.Policy or StepKind.Compile or StepKind.Eval or StepKind.Note => null,
        _ => throw new InvalidOperationException($"No item for a step of kind {kind}."),
    };

    /// <summary>What a tool answers is anyone's text; what the agent said is the model's.</summary>
    private static Trust TrustOf(StepKind kind) => kind switch
    {
        StepKind.System or StepKind.User => Trust.User,
        StepKind.Tool => Trust.ToolExternal,
        _ => Trust.Model,
    };

    /// <summary>A call with a single text for an argument is that text: escaped into one line, a script could not be read or shortened.</summary>
    private static string Call(string args)
    {
        if (!args.StartsWith('{')) return args;
        try
        {
            using var json = JsonDocument.Parse(args);
            var members = json.RootElement.EnumerateObject().Take(2).ToList();
            return members is [{ Value.ValueKind: JsonValueKind.String } only] ? only.Value.GetString()! : args;
        }
        catch (JsonException)
        {
            // Recorded as it came: not every source writes JSON.
            return args;
        }
    }

    private static string? TextOf(RecordedStep step)
    {
        if (step.Kind != StepKind.Tool) return string.IsNullOrWhiteSpace(step.Text) ? null : step.Text;
        var text = new StringBuilder();
        if (!string.IsNullOrWhiteSpace(step.Args)) text.Append(step.Tool).Append(": ").Append(Call(step.Args));
        if (!string.IsNullOrWhiteSpace(step.Result)) text.Append(text.Length > 0 ? "\n" : "").Append(step.Result);
        if (step.ExitCode is { } code and not 0) text.Append(CultureInfo.InvariantCulture, $"\n(exit code {code})");
        if (!string.IsNullOrWhiteSpace(step.Error)) text.Append('\n').Append(step.Error);
        return text.ToString();
    }
}
