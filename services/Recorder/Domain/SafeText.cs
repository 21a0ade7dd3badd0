using Substrate.Redaction;
using Substrate.Trace;

namespace Recorder.Domain;

/// <summary>Short texts that live in columns: without secrets, and without U+0000, which PostgreSQL's text cannot hold.</summary>
internal static class SafeText
{
    public const int MaxTask = 16_000;
    private const int MaxLabel = 400;

    public static string? Printable(string? text) => text is null || !text.Contains('\0') ? text : text.Replace('\0', '\uFFFD');

    public static string? Of(string? text, RedactionSettings settings) => text is null ? null : Printable(Redactor.Redact(text, settings).Text);

    /// <summary>A name out of somebody's file: short enough for an index.</summary>
    public static string? Label(string? text, RedactionSettings settings)
    {
        var label = Of(text, settings);
        return label is { Length: > MaxLabel } ? label[..CutAt(label, MaxLabel)] : label;
    }

    public static string? Of(string? text, string field, RedactionSettings settings, List<PayloadRedaction> redactions)
    {
        if (text is null)
        {
            return null;
        }

        var redacted = Redactor.Redact(text, settings);
        foreach (var finding in redacted.Findings)
        {
            redactions.Add(new PayloadRedaction(field, finding.Kind, finding.Count));
        }

        return Printable(redacted.Text);
    }

    /// <summary>The task as a list shows it; the whole request stays in its step.</summary>
    public static string Task(string text, RedactionSettings settings)
    {
        var clean = Of(text, settings)!.Trim();
        return clean.Length <= MaxTask ? clean : string.Concat(clean.AsSpan(0, CutAt(clean, MaxTask)), "…");
    }

    public static Outcome Verdict(Outcome outcome, RedactionSettings settings) =>
        outcome.Checks is null ? outcome : outcome with { Checks = [.. outcome.Checks.Select(c => c with { Name = Of(c.Name, settings)!, Detail = Of(c.Detail, settings) })] };

    public static string Preview(string text, int length = 240) =>
        Printable(text.Length <= length ? text : text[..CutAt(text, length)])!;

    // Half a surrogate pair is not text that can be stored.
    public static int CutAt(string text, int length) => char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
}
