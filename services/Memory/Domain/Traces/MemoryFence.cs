using System.Text.RegularExpressions;

namespace Memory.Domain.Traces;

/// <summary>
/// Memory that was put into a window comes back in the transcript, and must not be learned again. It is rendered between
/// <c>&lt;memory id="…" type="…"&gt;</c> and <c>&lt;/memory&gt;</c>; such spans are blanked, length kept, so that every other span stays true.
/// </summary>
internal static partial class MemoryFence
{
    public static string Mask(string text)
    {
        if (!text.Contains("<memory", StringComparison.Ordinal))
        {
            return text;
        }

        return Fence().Replace(text, static m => new string(' ', m.Length));
    }

    // Quotes may be escaped when the fence sits inside a JSON payload. An unclosed fence hides everything after it.
    [GeneratedRegex("""<memory\s+id=\\?"[^"\\]*\\?"[^>]*>(?:.*?</memory>|.*$)""", RegexOptions.Singleline | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Fence();
}
