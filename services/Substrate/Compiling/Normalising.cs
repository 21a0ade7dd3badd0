using System.Text;
using Substrate.Hashing;
using Substrate.Redaction;

namespace Substrate.Compiling;

/// <summary>Stage 1: one form for every item, so that equal things are equal bytes. Items come out in id order.</summary>
internal static class Normalising
{
    public static IReadOnlyList<Candidate> Run(CompileInput input)
    {
        var sorted = input.Items.OrderBy(item => item.Id, StringComparer.Ordinal).ToList();
        for (var i = 1; i < sorted.Count; i++)
        {
            if (string.Equals(sorted[i - 1].Id, sorted[i].Id, StringComparison.Ordinal))
                throw new ArgumentException($"Two items have the id \"{sorted[i].Id}\".", nameof(input));
        }
        return SideBySide.Map(sorted, item => One(item, input));
    }

    private static Candidate One(ContextItem item, CompileInput input)
    {
        var redacted = input.Redact(CleanText(item.Text), input.Redaction);
        var clean = item with
        {
            Text = redacted.Text,
            Summary = item.Summary is null ? null : input.Redact(CleanText(item.Summary), input.Redaction).Text,
            Keywords = item.Keywords is not null && input.Redact(CleanText(item.Keywords), input.Redaction).Text is { Length: > 0 } keywords ? keywords : null,
            Weight = double.IsFinite(item.Weight) ? Math.Clamp(item.Weight, 0, 1) : 0,
            RetrievalScore = item.RetrievalScore is { } score && double.IsFinite(score) ? Math.Clamp(score, 0, 1) : null,
            Pinned = item.Pinned || item.Memory?.Status == MemoryStatus.Pinned,
        };
        var candidate = new Candidate(clean, LaneOf(clean, input.Profile), ContentHash.Of(clean.Text), redacted.Findings);
        return clean.Text.Length == 0 ? candidate.Refuse(ReasonCode.BelowFloor, "Left out: it has no text.") : candidate;
    }

    private static LaneProfile LaneOf(ContextItem item, CompileProfile profile)
    {
        var asked = item.Lane ?? (string.Equals(item.Memory?.Type, "warning", StringComparison.Ordinal) ? "warning" : null);
        return profile.Lanes.FirstOrDefault(lane => string.Equals(lane.Name, asked, StringComparison.Ordinal) && lane.Kinds.Contains(item.Kind))
            ?? profile.Lanes.FirstOrDefault(lane => !string.Equals(lane.Name, "warning", StringComparison.Ordinal) && lane.Kinds.Contains(item.Kind))
            ?? throw new ArgumentException($"The profile {profile.Name} has no lane for items of kind {item.Kind}.", nameof(profile));
    }

    /// <summary>LF line ends, no other control characters than tab, whole surrogate pairs, no blank edges.</summary>
    private static string CleanText(string text)
    {
        var dirty = false;
        foreach (var c in text) dirty |= (c < ' ' && c is not ('\n' or '\t')) || char.IsSurrogate(c) || c == '\u007f';
        if (!dirty) return text.Trim('\n', ' ', '\t').Length == text.Length ? text : TrimEdges(text);
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\r') clean.Append(i + 1 < text.Length && text[i + 1] == '\n' ? "" : "\n");
            else if ((c < ' ' && c is not ('\n' or '\t')) || c == '\u007f') continue;
            else if (!char.IsSurrogate(c)) clean.Append(c);
            else if (i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1])) clean.Append(c).Append(text[++i]);
            else clean.Append('\uFFFD');
        }
        return TrimEdges(clean.ToString());
    }

    /// <summary>Blank lines at the start go, the first line's indentation stays.</summary>
    private static string TrimEdges(string text)
    {
        var trimmed = text.TrimEnd('\n', ' ', '\t');
        var start = 0;
        for (var i = 0; i < trimmed.Length && (trimmed[i] is '\n' or ' ' or '\t'); i++)
        {
            if (trimmed[i] == '\n') start = i + 1;
        }
        return trimmed[start..];
    }
}
