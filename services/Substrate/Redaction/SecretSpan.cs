namespace Substrate.Redaction;

/// <summary>Where a secret stands, in UTF-16 code units of the text, and what kind it is (kebab-case, stable).</summary>
public readonly record struct SecretSpan(int Start, int Length, string Kind)
{
    public int End => Start + Length;
}
