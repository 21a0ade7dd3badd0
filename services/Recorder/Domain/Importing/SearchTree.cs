using System.Globalization;
using System.Text.Json;
using Substrate.Hashing;

namespace Recorder.Domain.Importing;

/// <summary>A way through a search tree from where it parts from <paramref name="Parent"/> to its end.</summary>
/// <param name="Suffix">Tells it from the other chains of its tree: the positions of the children that lead to it.</param>
/// <param name="PartsAfter">How many of the parent's nodes come before it.</param>
/// <param name="Finished">It ended with an answer.</param>
internal sealed record SearchChain(string Suffix, IReadOnlyList<JsonElement> Nodes, SearchChain? Parent, int PartsAfter, bool Finished);

/// <summary>The chains of a ToolBench tree; a node of the tree is in exactly one of them.</summary>
internal static class SearchTree
{
    /// <summary>The main chain first, then those that part from it, each after its parent.</summary>
    public static IEnumerable<SearchChain> Chains(JsonElement root)
    {
        var attempts = Attempts(root);
        // Of several attempts the one that won is the main one, else the last.
        var main = attempts.FindLastIndex(a => a.Count > 0 && IsFinished(a[^1])) is >= 0 and var won ? won : attempts.Count - 1;
        var waiting = new Queue<SearchChain>();
        waiting.Enqueue(Chain(main < 0 ? [] : attempts[main], string.Empty, null, 0));
        foreach (var (i, attempt) in attempts.Index().Where(a => a.Index != main && a.Item.Count > 0))
        {
            waiting.Enqueue(Chain(attempt, string.Create(CultureInfo.InvariantCulture, $"/try{i}"), waiting.Peek(), 0));
        }

        while (waiting.TryDequeue(out var chain))
        {
            yield return chain;
            foreach (var (at, node) in chain.Nodes.Index())
            {
                var best = Best(node);
                foreach (var (position, child) in node.Items("children").Where(IsNode).Index())
                {
                    if (position != best)
                    {
                        waiting.Enqueue(Chain(Follow(child), Short(string.Create(CultureInfo.InvariantCulture, $"{chain.Suffix}/{at}.{position}")), chain, at + 1));
                    }
                }
            }
        }
    }

    private static SearchChain Chain(List<JsonElement> nodes, string suffix, SearchChain? parent, int partsAfter) =>
        new(suffix, nodes, parent, partsAfter, nodes.Count > 0 && IsFinished(nodes[^1]));

    private static List<JsonElement> Follow(JsonElement from)
    {
        var nodes = new List<JsonElement> { from };
        for (var best = Best(from); best >= 0; best = Best(nodes[^1]))
        {
            nodes.Add(nodes[^1].Items("children").Where(IsNode).ElementAt(best));
        }

        return nodes;
    }

    // The child that led to the answer; without one the last, which is where a depth-first search was when it ended.
    private static int Best(JsonElement node)
    {
        var children = node.Items("children").Where(IsNode).ToList();
        return children.FindLastIndex(IsFinished) is >= 0 and var finished ? finished : children.Count - 1;
    }

    // A tree; or, of the methods that do not branch, lists of nodes, one per try.
    private static List<List<JsonElement>> Attempts(JsonElement root)
    {
        if ((root.Get("tree") ?? default).Get("tree") is { ValueKind: JsonValueKind.Object } tree)
        {
            return [Follow(tree)];
        }

        var tries = root.Items("trys").Where(t => t.ValueKind == JsonValueKind.Array).Select(t => t.EnumerateArray().Where(IsNode).ToList()).ToList();
        return tries.Count > 0 ? tries : [[.. (root.Get("answer_generation") ?? default).Items("chain").Where(IsNode)]];
    }

    // The id of a session must stay short enough to be one.
    private static string Short(string suffix) => suffix.Length <= 160 ? suffix : "/~" + ContentHash.Of(suffix)[..32];

    private static bool IsNode(JsonElement node) => node.ValueKind == JsonValueKind.Object;

    // The flag of an inner node says little: some on the way to the answer lack it.
    private static bool IsFinished(JsonElement node) =>
        node.Items("children").Where(IsNode).ToList() is { Count: > 0 } children ? children.Exists(IsFinished) : node.Flag("finished");
}
