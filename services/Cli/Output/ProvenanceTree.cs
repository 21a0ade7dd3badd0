using System.Text;
using Contracts.Provenance;
using Contracts.Recorder;

namespace Cli.Output;

/// <summary>
/// A graph of provenance as two trees that a person reads from the thing asked about: down to the words it rests on, and on to what came of it. What was
/// shown once is named again, not unfolded again, so a circle ends.
/// </summary>
internal static class ProvenanceTree
{
    /// <summary>How an edge reads from what came of it, and from the origin.</summary>
    private static readonly Dictionary<string, (string Back, string Forth)> Phrases = new(StringComparer.Ordinal)
    {
        [ProvenanceRelations.Step] = ("in", "has"),
        [ProvenanceRelations.Input] = ("input of", "input"),
        [ProvenanceRelations.Output] = ("output of", "output"),
        [ProvenanceRelations.Args] = ("arguments of", "arguments"),
        [ProvenanceRelations.Result] = ("result of", "result"),
        [ProvenanceRelations.Subagent] = ("started by", "started"),
        [ProvenanceRelations.Branch] = ("branched off", "branched into"),
        [ProvenanceRelations.Continuation] = ("goes on from", "went on in"),
        [ProvenanceRelations.Episode] = ("cut from", "cut into"),
        [ProvenanceRelations.Suggested] = ("suggested by", "suggested"),
        [ProvenanceRelations.Quoted] = ("rests on", "quoted in"),
        [ProvenanceRelations.Merged] = ("stands for", "merged into"),
        [ProvenanceRelations.Accepted] = ("was", "became"),
        [ProvenanceRelations.Included] = ("holds", "went into"),
        [ProvenanceRelations.Given] = ("was given", "given to"),
        [ProvenanceRelations.Window] = ("saw", "seen by"),
    };

    public static string Render(ProvenanceGraph graph, Func<string, string> page)
    {
        var text = new StringBuilder();
        var nodes = graph.Nodes.ToDictionary(n => new ProvenanceRef(n.Kind, n.Id));
        text.AppendLine(Name(nodes[graph.Root]));
        text.AppendLine(page(nodes[graph.Root].Page.TrimStart('/')));
        if (graph.Direction != ProvenanceDirection.Effects) Tree("Where it came from", ProvenanceDirection.Origins);
        if (graph.Direction != ProvenanceDirection.Origins) Tree("What came of it", ProvenanceDirection.Effects);
        return text.ToString().TrimEnd();

        void Tree(string title, ProvenanceDirection way)
        {
            text.AppendLine().AppendLine(title);
            if (!Branches(graph.Root, way, "  ", [graph.Root])) text.AppendLine("  Nothing is known.");
        }

        bool Branches(ProvenanceRef of, ProvenanceDirection way, string indent, HashSet<ProvenanceRef> shown)
        {
            var edges = graph.Edges.Where(e => (way == ProvenanceDirection.Origins ? e.To : e.From) == of && Leads(e, way)).ToList();
            var more = graph.More.Where(m => m.Of == of && m.Direction == way).ToList();
            foreach (var edge in edges)
            {
                var other = way == ProvenanceDirection.Origins ? edge.From : edge.To;
                var known = Phrases.TryGetValue(edge.Relation, out var phrase);
                var fresh = shown.Add(other);
                text.AppendLine($"{indent}{(known ? way == ProvenanceDirection.Origins ? phrase.Back : phrase.Forth : edge.Relation)} {Name(nodes[other])}{(fresh ? "" : "  (above)")}");
                foreach (var quote in edge.Quotes) Quote(quote, indent + "    ");
                if (fresh) Branches(other, way, indent + "  ", shown);
            }
            foreach (var left in more)
                text.AppendLine($"{indent}… {left.Count:N0}{(left.AtLeast ? " or more" : "")} more: ctx provenance {of.Kind} {of.Id} --{Terminal.Word(way)} --relation {left.Relation}{Cursor(left)}");
            return edges.Count + more.Count > 0;
        }

        // An edge among the origins may also lie on the way to the effects; each tree holds its own.
        bool Leads(ProvenanceEdge edge, ProvenanceDirection way) =>
            graph.Direction != ProvenanceDirection.Both || (way == ProvenanceDirection.Origins ? nodes[edge.To].Distance <= 0 : nodes[edge.From].Distance >= 0);

        void Quote(ProvenanceQuote quote, string indent)
        {
            text.AppendLine($"{indent}{quote.Field}[{quote.Start}..{quote.End}]{(quote.Text is null ? ": nothing is at that place any more" : "")}");
            foreach (var line in quote.Text?.ReplaceLineEndings("\n").Split('\n') ?? []) text.AppendLine($"{indent}> {line}");
        }
    }

    private static string Name(ProvenanceNode node) => $"{node.Kind} {node.Id}  {Terminal.Short(node.Title, 120)}";

    private static string Cursor(ProvenanceMore more) => more.Next.Split("&cursor=") is [_, var cursor] ? $" --cursor {cursor}" : "";
}
