namespace Contracts.Recorder;

/// <summary><c>origins</c>: where it came from. <c>effects</c>: what came of it.</summary>
public enum ProvenanceDirection { Both, Origins, Effects }

public sealed record ProvenanceRef(string Kind, string Id);

/// <param name="Distance">Edges from the thing asked about: negative among its origins, positive among what came of it, 0 for itself.</param>
/// <param name="Page">Where the dashboard shows it: a path with its query.</param>
public sealed record ProvenanceNode(
    string Kind, string Id, int Distance, string Title, DateTimeOffset? At, string Page, IReadOnlyDictionary<string, string> Attributes);

/// <param name="Text">The words as the step holds them, at most 500 characters; null when nothing is at that place any more.</param>
public sealed record ProvenanceQuote(string Field, int Start, int End, string? Text);

/// <summary><paramref name="To"/> came from <paramref name="From"/>.</summary>
/// <param name="Quotes">The words of the step that it rests on.</param>
public sealed record ProvenanceEdge(ProvenanceRef From, ProvenanceRef To, string Relation, DateTimeOffset? At, IReadOnlyList<ProvenanceQuote> Quotes);

/// <summary>What is not in the answer: further neighbours of one node by one relation.</summary>
/// <param name="Count">How many; with <paramref name="AtLeast"/> there may be more than that.</param>
/// <param name="Next">The request that goes on from here.</param>
public sealed record ProvenanceMore(ProvenanceRef Of, ProvenanceDirection Direction, string Relation, int Count, bool AtLeast, string Next);

/// <summary>Where a thing came from and what came of it. Every edge's ends are among the nodes.</summary>
/// <param name="Nodes">Nearest first; the thing asked about is the first.</param>
public sealed record ProvenanceGraph(
    ProvenanceRef Root, int Depth, ProvenanceDirection Direction, IReadOnlyList<ProvenanceNode> Nodes, IReadOnlyList<ProvenanceEdge> Edges, IReadOnlyList<ProvenanceMore> More);
