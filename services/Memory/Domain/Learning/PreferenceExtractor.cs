using System.Text.RegularExpressions;
using Memory.Domain.Traces;
using Substrate.Scoping;
using Substrate.Trace;

namespace Memory.Domain.Learning;

/// <summary>
/// Standing instructions of a person. Only from what a person typed in conversation: a templated prompt, a quoted issue, a hook's message and pasted output
/// are not a person's wish, and neither is a wish for this one task.
/// </summary>
internal static partial class PreferenceExtractor
{
    private const int LongestMessage = 1500;

    public static IEnumerable<Draft> Extract(RunTrace run)
    {
        foreach (var step in run.Steps.Where(s => s.Kind == StepKind.User && s.Output is { Length: > 8 and <= LongestMessage }))
        {
            var text = MemoryFence.Mask(step.Output!);
            if (!Typed(text)) { continue; }
            foreach (Match m in Sentence().Matches(text))
            {
                var said = m.Value.Trim();
                if (said.Length is < 12 or > 220 || said.EndsWith('?') || InQuote(text, m.Index) || !Standing().IsMatch(said) || ThisTask().IsMatch(said)) { continue; }
                var start = m.Index + m.Value.IndexOf(said, StringComparison.Ordinal);
                var firm = Firm().IsMatch(said);
                yield return new Draft(MemoryKind.Preference, "wish:" + TextShape.Normalise(said), "Standing instruction", Sentenced(said), Trust.User, firm ? 1 : 0.75, firm ? 0.9 : 0.7, firm ? 0.9 : 0.7, 1,
                    [Evidence.Of(step.Seq, "output", step.Output!, start, start + said.Length)]);
            }
        }
    }

    private static bool Typed(string text) => !Markup().IsMatch(text) && text.Count(c => c == '\n') < 25;

    private static bool InQuote(string text, int index)
    {
        var line = index == 0 ? 0 : text.LastIndexOf('\n', index - 1) + 1;
        return text.AsSpan(line).TrimStart().StartsWith(">") || Regex.Count(text[..index], "```") % 2 == 1;
    }

    private static string Sentenced(string said)
    {
        var text = Politeness().Replace(said, "");
        text = char.ToUpperInvariant(text[0]) + text[1..];
        return "The user asks: " + text.TrimEnd('.', '!', ' ', ',') + ".";
    }

    // A dot inside a path or a version does not end a sentence.
    [GeneratedRegex(@"(?:[^.!?\n]|[.!?](?=\S))+[.!?]?", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\b(?:always|never|from now on|going forward|in (?:the )?future|every time|whenever you|by default|as a rule|don'?t ever|remember (?:to|that)|I (?:always )?prefer|we (?:always|never|only|prefer)|prefer \S+ (?:over|to|instead)|in this (?:repo|repository|project|codebase),? (?:we|please|use|always|never|don'?t|do not)|(?:please )?use \S+(?: \S+){0,3} (?:instead of|rather than|and not|, not)|please (?:always|never|use|don'?t|do not|keep|stick|write|run))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Standing();

    [GeneratedRegex(@"\b(?:always|never|from now on|going forward|every time|whenever you|as a rule|don'?t ever|we (?:always|never|only))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Firm();

    // "please run it again", "please use the second option": about this moment; "it always fails": a report, not a wish.
    [GeneratedRegex(@"\b(?:this time|for now|just now|again|the (?:first|second|last|above|following|same) |here'?s?|this (?:task|issue|bug|PR|change|function|file|error|one|example)|(?:it|that|this|which|he|she|they|there) (?:is |has |was |would |will |should )?(?:always|never)|has never|was never|have never|never (?:mind|been|worked|seen|happens?|returns?|called)|always (?:fails?|returns?|been|works?|crash\w*|true|false|the case)|should (?:always|never) (?:be|return|raise|have))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ThisTask();

    [GeneratedRegex(@"</?[A-Za-z][\w-]*(?:\s[^>]*)?>|^#{1,4} |hook feedback|^Caveat:|^\s*(?:Traceback|diff --git)|\[Request interrupted|^(?:system|assistant)\s*:|https?://github\.com/\S+/(?:issues|pull)/", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Markup();

    [GeneratedRegex(@"^(?:(?:ok|okay|and|also|but|so|hey|hi|thanks|great|yes|no|well|btw|by the way)[,!.]? +)*(?:please[,]? +)?(?:can you |could you )?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Politeness();
}
