using Substrate.Scoping;

namespace Contracts.Provenance;

/// <summary>
/// What came from what, as the service that made it so tells it, in the transaction that made it so. Any service may send it; the recorder keeps it and answers
/// GET /v2/provenance. Told twice, it changes nothing. An edge may name a thing that nobody has told of yet: it is kept, and shown once both of its ends are known.
/// Runs, steps and payloads are the recorder's own and need not be told.
/// </summary>
public sealed record ProvenanceRecorded
{
    public required IReadOnlyList<RecordedNode> Nodes { get; init; }
    public required IReadOnlyList<RecordedEdge> Edges { get; init; }
}

/// <summary>A thing that others come from or that came from others, as it stood at <see cref="AsOf"/>: what is told of a later moment wins.</summary>
public sealed record RecordedNode
{
    /// <summary>One of <see cref="ProvenanceKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>1 to 200 characters without a slash.</summary>
    public required string Id { get; init; }

    /// <summary>One line that a person understands, at most 300 characters.</summary>
    public required string Title { get; init; }

    /// <summary>Where the dashboard shows it: a path with its query.</summary>
    public required string Page { get; init; }

    /// <summary>A few facts by name, for instance type, status.</summary>
    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    public required Sensitivity Sensitivity { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset AsOf { get; init; }

    /// <summary>It was taken back, and leads nowhere any more.</summary>
    public required bool Gone { get; init; }
}

/// <summary><see cref="ToId"/> came from <see cref="FromId"/>. One edge for each pair and relation.</summary>
public sealed record RecordedEdge
{
    public required string FromKind { get; init; }
    public required string FromId { get; init; }
    public required string ToKind { get; init; }
    public required string ToId { get; init; }

    /// <summary>One of <see cref="ProvenanceRelations"/>.</summary>
    public required string Relation { get; init; }

    /// <summary>The places in a step's payloads that it rests on; empty when it rests on no words.</summary>
    public required IReadOnlyList<RecordedPlace> Places { get; init; }

    public required Sensitivity Sensitivity { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>A span of one payload of a step, in UTF-16 indices; <see cref="End"/> is one past the last character. The recorder reads the words there when it is asked.</summary>
public sealed record RecordedPlace
{
    /// <summary>input, output, args or result.</summary>
    public required string Field { get; init; }
    public required int Start { get; init; }
    public required int End { get; init; }
}
