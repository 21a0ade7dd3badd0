using Contracts.Recorder;
using Recorder.Domain.Provenance;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace Recorder.Features.Provenance;

/// <param name="Relation">Only the neighbours by this one; null for all.</param>
internal sealed record Asked(NodeKey Root, int Depth, ProvenanceDirection Direction, string? Relation, int Limit, long? After)
{
    public IReadOnlyList<Way> Ways => Direction switch
    {
        ProvenanceDirection.Both => [Way.Origins, Way.Effects],
        ProvenanceDirection.Origins => [Way.Origins],
        ProvenanceDirection.Effects => [Way.Effects],
        _ => throw new ArgumentOutOfRangeException(nameof(Direction)),
    };
}

/// <summary>The walk as the API shows it.</summary>
internal static class GraphView
{
    public static ProvenanceGraph Of(
        Asked asked, ProvenanceWalk walk, IReadOnlyDictionary<NodeKey, ProvenanceNode> nodes, IReadOnlyList<Edge> edges, IReadOnlyDictionary<Edge, IReadOnlyList<ProvenanceQuote>> quotes) => new(
        Ref(asked.Root), asked.Depth, asked.Direction,
        [.. nodes.Values.OrderBy(n => Math.Abs(n.Distance)).ThenBy(n => n.Distance).ThenByDescending(n => n.At).ThenBy(n => n.Kind, StringComparer.Ordinal).ThenBy(n => n.Id, StringComparer.Ordinal)],
        [.. edges.Select(e => new ProvenanceEdge(Ref(e.From), Ref(e.To), e.Relation, e.At, quotes.GetValueOrDefault(e) ?? []))],
        [.. walk.Cuts.Where(c => nodes.ContainsKey(c.Of)).Select(More)]);

    private static ProvenanceMore More(Cut cut)
    {
        var direction = cut.Way == Way.Origins ? ProvenanceDirection.Origins : ProvenanceDirection.Effects;
        var next = $"/v2/provenance/{cut.Of.Kind}/{Uri.EscapeDataString(cut.Of.Id)}?direction={SnakeCase.OfEnum(direction)}&relation={cut.Relation}";
        return new(Ref(cut.Of), direction, cut.Relation, cut.Count, cut.AtLeast, cut.After is { } after ? $"{next}&cursor={Cursor.Encode(after)}" : next);
    }

    private static ProvenanceRef Ref(NodeKey key) => new(key.Kind, key.Id);
}
