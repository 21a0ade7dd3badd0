namespace Substrate.Redaction;

/// <summary>How doubtful values are judged: Block leaves them (precision first, before an action is refused), Scrub takes them (recall first, before anything is stored or shown).</summary>
public enum RedactionProfile
{
    Block,
    Scrub,
}

/// <summary>Personal data that a project may have taken out too, each by shape and checksum; none unless asked for.</summary>
[Flags]
public enum PiiClasses
{
    None = 0,
    Email = 1,
    Phone = 2,
    Iban = 4,
    Card = 8,

    /// <summary>Not personal, but asked for like it: what points at something without opening it (UUIDs, names of storage buckets).</summary>
    Identifier = 16,
}

/// <param name="Key">
/// HMAC key of the marks, an organisation's own: equal secrets get equal marks under one key, and nobody without it can try guesses against a mark.
/// </param>
public sealed record RedactionSettings(RedactionProfile Profile, PiiClasses Pii, ReadOnlyMemory<byte> Key)
{
    /// <summary>Scrub without personal data and with an empty key: marks are comparable everywhere, and a short secret could be guessed from its mark.</summary>
    public static RedactionSettings Unkeyed { get; } = new(RedactionProfile.Scrub, PiiClasses.None, ReadOnlyMemory<byte>.Empty);
}
