using System.Text.RegularExpressions;

namespace Recorder.Domain.Importing;

/// <summary>The human's request inside a prompt: what a template put around it is not the task.</summary>
internal static partial class TaskText
{
    private const int MaxChars = 100_000;

    /// <param name="template">The prompt's template where the source states it, with <paramref name="slot"/> where the task goes.</param>
    public static string From(string prompt, string? template = null, string slot = "{{task}}")
    {
        // A task is shown cut anyway; a pasted log behind it must not cost a search through all of it.
        var text = prompt.Length > MaxChars ? prompt[..SafeText.CutAt(prompt, MaxChars)] : prompt;
        try
        {
            return (FromTemplate(text, template, slot) ?? FromTags(text) ?? FromIssue(text) ?? Reminders().Replace(text, string.Empty)).Trim();
        }
        catch (RegexMatchTimeoutException)
        {
            return text.Trim();
        }
    }

    private static string? FromTemplate(string prompt, string? template, string slot)
    {
        var at = template?.IndexOf(slot, StringComparison.Ordinal) ?? -1;
        if (at < 0)
        {
            return null;
        }

        // Only the lines next to the slot, and only literal text: the rest of a template may hold other slots.
        var before = template![..at].TrimEnd('\n');
        before = before[(before.LastIndexOf('\n') + 1)..].Trim();
        var after = template[(at + slot.Length)..].TrimStart().Split('\n', 2)[0].Trim();
        if (before.Contains("{{", StringComparison.Ordinal) || after.Contains("{{", StringComparison.Ordinal))
        {
            return null;
        }

        var from = before.Length == 0 ? 0 : prompt.IndexOf(before, StringComparison.Ordinal);
        if (from < 0)
        {
            return null;
        }

        from += before.Length;
        var to = after.Length == 0 ? prompt.Length : prompt.IndexOf(after, from, StringComparison.Ordinal);
        return to > from && !string.IsNullOrWhiteSpace(prompt[from..to]) ? prompt[from..to] : null;
    }

    private static string? FromTags(string prompt) =>
        Tagged().Match(prompt) is { Success: true } m && !string.IsNullOrWhiteSpace(m.Groups["text"].Value)
            ? Lead().Replace(m.Groups["text"].Value, string.Empty, 1)
            : null;

    private static string? FromIssue(string prompt)
    {
        var match = Issue().Match(prompt);
        return match.Success && !string.IsNullOrWhiteSpace(match.Groups["text"].Value) ? match.Groups["text"].Value : null;
    }

    [GeneratedRegex(@"<(?<tag>pr_description|issue|issue_description|task|problem_statement)>(?<text>.*?)</\k<tag>>", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Tagged();

    [GeneratedRegex(@"^\s*Consider the following (PR description|issue):\s*", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Lead();

    [GeneratedRegex(
        @"(\bISSUE:\s*\n|^\s*Please solve this (issue|task):\s*)(?<text>.*?)(?=\n\s*\n?INSTRUCTIONS:|\n\s*\nYou can execute bash commands|\z)",
        RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Issue();

    [GeneratedRegex(@"<(?<tag>system-reminder|ide_[a-z_]+)>.*?</\k<tag>>", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Reminders();
}
