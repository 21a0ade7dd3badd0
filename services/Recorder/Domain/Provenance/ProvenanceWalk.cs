namespace Recorder.Domain.Provenance;

internal enum Way { Origins, Effects }

/// <summary>A span of one payload of a step, in UTF-16 indices.</summary>
internal sealed record Place(string Field, int Start, int End);

/// <summary><paramref name="To"/> came from <paramref name="From"/>.</summary>
internal sealed record Edge(NodeKey From, NodeKey To, string Relation, DateTimeOffset? At, IReadOnlyList<Place> Places);

/// <summary>The neighbours of one node by one relation, as far as they were read.</summary>
/// <param name="Total">How many there are, those in <paramref name="Edges"/> included.</param>
/// <param name="AtLeast">Counting stopped at <paramref name="Total"/>.</param>
/// <param name="After">Where reading goes on; null when it has to begin again.</param>
internal sealed record Fan(NodeKey Of, string Relation, IReadOnlyList<Edge> Edges, int Total, bool AtLeast, long? After);

/// <summary>Neighbours that did not come into the graph.</summary>
internal sealed record Cut(NodeKey Of, Way Way, string Relation, int Count, bool AtLeast, long? After);

/// <summary>
/// Grows the graph around one thing, a layer at a time, origins and effects each for themselves: the origins of what came of it are not its own. A thing is
/// visited once in each direction, so a circle ends. Never more than <paramref name="most"/> nodes; what does not fit is counted.
/// </summary>
internal sealed class ProvenanceWalk(NodeKey root, int most)
{
    private readonly Dictionary<NodeKey, int> _distances = new() { [root] = 0 };
    private readonly HashSet<(Way, NodeKey)> _visited = [(Way.Origins, root), (Way.Effects, root)];
    private readonly Dictionary<(NodeKey, NodeKey, string), Edge> _edges = [];
    private readonly List<Cut> _cuts = [];

    /// <summary>Every node with its distance from the root: negative among its origins.</summary>
    public IReadOnlyDictionary<NodeKey, int> Distances => _distances;

    public IReadOnlyCollection<Edge> Edges => _edges.Values;

    public IReadOnlyList<Cut> Cuts => _cuts;

    /// <param name="layer">How many edges from the root.</param>
    /// <param name="grow">False past the last layer: only edges between nodes that are there are taken, and the rest is counted.</param>
    /// <returns>Nodes not visited before in this direction.</returns>
    public IReadOnlyList<NodeKey> Take(Way way, int layer, bool grow, IEnumerable<Fan> fans)
    {
        var next = new List<NodeKey>();
        foreach (var fan in fans)
        {
            var taken = 0;
            foreach (var edge in fan.Edges)
            {
                var other = way == Way.Origins ? edge.From : edge.To;
                if (!_distances.ContainsKey(other))
                {
                    if (!grow || _distances.Count >= most)
                    {
                        continue;
                    }

                    _distances.Add(other, way == Way.Origins ? -layer : layer);
                }

                taken++;
                _edges.TryAdd((edge.From, edge.To, edge.Relation), edge);
                if (_visited.Add((way, other)))
                {
                    next.Add(other);
                }
            }

            if (fan.Total > taken || fan.AtLeast)
            {
                _cuts.Add(new Cut(fan.Of, way, fan.Relation, Math.Max(fan.Total - taken, 1), fan.AtLeast, taken == fan.Edges.Count && taken > 0 ? fan.After : null));
            }
        }

        return next;
    }
}
