namespace Substrate.Redaction;

/// <summary>Values that stand for a secret without being one: ${X}, $X, {x}, &lt;x&gt;, %s, ***, and what was redacted already.</summary>
internal static class Placeholders
{
    public static bool IsOne(ReadOnlySpan<char> value) =>
        value[0] is '$' or '{' or '<' or '%' or '[' || value.IndexOfAnyExcept('*', 'x', '.') < 0;
}
