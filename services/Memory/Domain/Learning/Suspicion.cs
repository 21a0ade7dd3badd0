using System.Text.RegularExpressions;

namespace Memory.Domain.Learning;

/// <summary>What must not become memory by itself: words that command the agent, and words that carry credentials.</summary>
internal static partial class Suspicion
{
    /// <summary>Tool output is data. Words in it that tell the reader what to do are for a person to look at first.</summary>
    public static bool Commands(string text) => Injection().IsMatch(text);

    public static bool HoldsCredentials(string text) => Credential().IsMatch(text);

    public static bool Redacted(string text) => text.Contains("[redacted:", StringComparison.Ordinal);

    [GeneratedRegex(@"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:previous|prior|above|earlier|all|your)\b.{0,30}\b(?:instruction|prompt|rule|direction|guideline|message)s?|\byou are (?:now|an? (?:AI|assistant|agent|language model))\b|\bsystem prompt\b|\bnew instructions?\s*:|\b(?:AI|LLM|coding) (?:agents?|assistants?|models?) (?:must|should|need|have to|are to)\b|\b(?:assistant|agent|claude|copilot|codex|gpt)\b.{0,20}\b(?:must|should|shall)\b.{0,30}\b(?:run|execute|delete|send|install|visit|reveal|print)\b|\bdo not (?:tell|inform|mention|reveal).{0,30}\buser\b|\bexfiltrat|\b(?:curl|wget)\b[^|\n]{0,120}\|\s*(?:sudo )?(?:ba|z)?sh\b|\brm -rf (?:/|~)(?:\s|$)|\byou (?:must|should|need to|have to) (?:now )?(?:run|execute|delete|send|visit|reveal|forward|upload|email|push)\b|<\/?(?:system|assistant|instructions?)\b|\[INST\]|<\|im_start\|>|\bIMPORTANT\b.{0,60}\b(?:run|execute|delete|send)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Injection();

    [GeneratedRegex(@"(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)\s*[=:]\s*['""]?(?![<$\[*x])[^\s'""]{6,}|://[^/\s:@]+:[^/\s@]+@|-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30,}|\bBearer [A-Za-z0-9._-]{20,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Credential();
}
