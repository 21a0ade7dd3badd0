using System.Text.RegularExpressions;
using Substrate.Compiling;
using Substrate.Trace;

namespace Bench;

/// <summary>
/// What an agent's next steps used of the window before them, by rule alone. From the commands of the next <see cref="Actions"/> agent steps that ran any:
/// <list type="bullet">
/// <item>files: words with a slash between names, or that end in a known extension, without a leading "./";</item>
/// <item>identifiers: words of at least <see cref="Shortest"/> characters of letters, digits and _ (joined by dots or not) that only code has: an underscore
/// inside, a dot inside, a capital after a lower-case letter, or letters and digits mixed;</item>
/// <item>error lines: lines of the window's tool outputs that name an error and that a command or a word of those steps repeats, from the error's name or
/// from its message on (at least <see cref="ShortestQuote"/> characters).</item>
/// </list>
/// A string counts once for each window, and only when it stood verbatim in the window (so that it could be held), not in the prompt (which every window
/// holds), and in at most half of the window's other messages (what stands everywhere is no evidence). Held is a string that stands verbatim in the text.
/// </summary>
internal static partial class UsedNext
{
    public const int Actions = 3;
    public const int Shortest = 4;
    public const int ShortestQuote = 12;
    /// <summary>A use is old when the newest messages that held it belong to no agent step later than so many before.</summary>
    public const int OldSteps = 5;

    public const string Definition =
        "Used next: of the commands of the next 3 agent steps, file paths, identifiers that only code has (snake_case, CamelCase, dotted, letters with digits; 4 characters or more) and error lines "
        + "of earlier tool outputs that they or the agent's words quote (12 characters or more); each once for a window, if it stood in the window, not in its prompt, and in no more than half of its other messages. "
        + "Held: stands verbatim in the compiled text. Every use counts the same. used_old: those last seen more than 5 agent steps before.";

    /// <param name="Old">Strings last seen more than <see cref="OldSteps"/> agent steps before.</param>
    public sealed record Uses(IReadOnlyList<string> All, IReadOnlyList<string> Old);

    /// <param name="at">Seq of the agent step that the window stood before.</param>
    /// <param name="window">Its messages, prompt and all.</param>
    public static Uses Of(RecordedRun run, int at, IReadOnlyList<ContextItem> window)
    {
        var prompt = string.Join('\n', window.Where(IsPrompt).Select(i => i.Text));
        var messages = window.Where(i => !IsPrompt(i)).ToList();
        var next = Next(run, at);
        var commands = next.Select(RecordedRun.Command).OfType<string>().ToList();
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var command in commands)
        {
            found.UnionWith(Paths().Matches(command).Select(m => m.Value.StartsWith("./", StringComparison.Ordinal) ? m.Value[2..] : m.Value).Where(p => p.Length >= Shortest));
            found.UnionWith(Words().Matches(command).Select(m => m.Value.Trim('.')).Where(IsCode));
        }
        var said = string.Join('\n', next.Select(s => RecordedRun.Command(s) ?? s.Text));
        foreach (var message in messages.Where(m => m.Kind == ItemKind.ToolResult))
        {
            found.UnionWith(message.Text.Split('\n').SelectMany(Quotable).Where(q => said.Contains(q, StringComparison.Ordinal)));
        }

        // Agent steps from the window's end: 1 for the messages of the last one.
        var ago = new int[messages.Count];
        for (int i = messages.Count - 1, steps = 1; i >= 0; i--)
        {
            ago[i] = steps;
            if (messages[i].Kind == ItemKind.Message)
            {
                steps++;
            }
        }
        var (all, old) = (new List<string>(), new List<string>());
        foreach (var use in found.Where(u => !prompt.Contains(u, StringComparison.Ordinal)))
        {
            var places = Enumerable.Range(0, messages.Count).Where(i => messages[i].Text.Contains(use, StringComparison.Ordinal)).ToList();
            if (places.Count == 0 || places.Count * 2 > messages.Count)
            {
                continue;
            }
            all.Add(use);
            if (places.Min(i => ago[i]) > OldSteps)
            {
                old.Add(use);
            }
        }
        return new(all, old);
    }

    public static bool IsPrompt(ContextItem item) => item.Kind is ItemKind.Instruction or ItemKind.Task;

    /// <summary>The agent steps from there on until so many of them have run a command, with their tool steps.</summary>
    private static List<RecordedStep> Next(RecordedRun run, int at)
    {
        var next = new List<RecordedStep>();
        var (acted, open) = (0, false);
        foreach (var step in run.Steps.Where(s => s.Seq >= at && s.Kind is StepKind.Llm or StepKind.Tool))
        {
            if (step.Kind == StepKind.Llm)
            {
                if (acted == Actions)
                {
                    break;
                }
                open = true;
            }
            else if (open)
            {
                (acted, open) = (acted + 1, false);
            }
            next.Add(step);
        }
        return next;
    }

    private static bool IsCode(string word) => word.Length >= Shortest && (char.IsLetter(word[0]) || word[0] == '_') && CodeOnly().IsMatch(word);

    private static IEnumerable<string> Quotable(string line)
    {
        var error = Errors().Match(line);
        if (!error.Success)
        {
            yield break;
        }
        var whole = line[error.Index..].Trim();
        var message = error.Groups["message"].Value.Trim();
        if (whole.Length >= ShortestQuote)
        {
            yield return whole;
        }
        if (message.Length >= ShortestQuote)
        {
            yield return message;
        }
    }

    [GeneratedRegex(@"(?<![\w./-])[\w.~-]*(/[\w.-]+)+|(?<![\w./-])[\w-]+(\.[\w-]+)*\.(py|pyi|js|jsx|ts|tsx|java|c|h|cc|cpp|hpp|cs|go|rs|rb|php|sh|sql|json|yaml|yml|toml|cfg|ini|txt|md|rst|html|xml|lock)(?![\w.])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Paths();

    [GeneratedRegex(@"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    [GeneratedRegex(@"[A-Za-z0-9]_+[A-Za-z0-9]|[A-Za-z0-9_]\.[A-Za-z_]|[a-z][A-Z]|[A-Za-z][0-9]", RegexOptions.CultureInvariant)]
    private static partial Regex CodeOnly();

    [GeneratedRegex(@"\b[A-Za-z.]*(Error|Exception|Failure|FAILED|Warning)\b(: ?(?<message>.*))?", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Errors();
}
