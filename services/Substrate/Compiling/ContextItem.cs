using Substrate.Scoping;

namespace Substrate.Compiling;

public enum ItemKind { Instruction, Task, Message, File, Document, ToolResult, Memory, Summary, Handoff }

/// <summary>Where an item's text comes from. <paramref name="Hash"/> is the SHA-256 (lower-case hex) of the whole source when known.</summary>
public sealed record ItemSource(string Uri, string? Span = null, string? Hash = null);

public enum MemoryStatus { Active, Pinned, Quarantined, Expired, Superseded, Rejected }

/// <summary>The part of a memory that decides whether it may be used at all.</summary>
public sealed record MemoryFacts(string Type, MemoryStatus Status, DateTimeOffset? ExpiresAt, double Confidence, bool Verified);

/// <summary>Something an agent could see.</summary>
/// <param name="Id">Unique within one compile; for a memory its id.</param>
/// <param name="Summary">A shorter text of the same item. It is text and names no other item, so summaries cannot go in a circle.</param>
/// <param name="Weight">The caller's own importance, 0 to 1.</param>
/// <param name="Pinned">Packed before everything that is not pinned; still subject to scope, policy and budget.</param>
/// <param name="Lane">Budget lane; null takes the lane of the kind.</param>
/// <param name="RetrievalScore">Score of the retrieval that found it, 0 to 1, when it was retrieved.</param>
public sealed record ContextItem(
    string Id,
    ItemKind Kind,
    string Text,
    ItemSource Source,
    string? Summary = null,
    double Weight = 0.5,
    bool Pinned = false,
    string? Lane = null,
    Scope? Scope = null,
    Sensitivity Sensitivity = Sensitivity.Internal,
    Trust Trust = Trust.User,
    DateTimeOffset? At = null,
    double? RetrievalScore = null,
    MemoryFacts? Memory = null)
{
    public const int MaxKeywords = 2_000;

    /// <summary>
    /// Words it is also found by, 1 to <see cref="MaxKeywords"/> characters: what its text shows or stands for without saying it, such as a picture's caption, the query that
    /// found it, other names of a thing. They count in every match with the task and stand in no window, and no embedder is sent them.
    /// </summary>
    public string? Keywords { get; init; }

    /// <summary>Its text, and after it what it is also found by.</summary>
    internal string Findable => Keywords is null ? Text : $"{Text}\n{Keywords}";
}

/// <summary>The one answer a candidate leaves a compile with.</summary>
public enum ReasonCode
{
    Included, ScopeDenied, SensitivityDenied, PolicyDenied, Redacted, Expired, Superseded, Quarantined, Unverified,
    DuplicateOf, BelowFloor, BudgetEvicted, TrustTooLow, Disabled,
}
