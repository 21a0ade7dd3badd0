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
        var answer = root.Get("answer_generation") ?? default;
        var attempts = Attempts(root).ToList();
        if (attempts.Count == 0)
        {
            // A single chain is kept without a tree.
            yield return new SearchChain(string.Empty, [.. answer.Items("chain").Where(IsNode)], null, 0, root.Flag("win"));
            yield break;
        }

        // Of several attempts the one that won is the main one, else the last.
        var main = attempts.FindLastIndex(IsFinished) is >= 0 and var won ? won : attempts.Count - 1;
        var waiting = new Queue<SearchChain>();
        waiting.Enqueue(Follow(attempts[main], string.Empty, null, 0));
        for (var i = 0; i < attempts.Count; i++)
        {
            if (i != main)
            {
                waiting.Enqueue(Follow(attempts[i], string.Create(CultureInfo.InvariantCulture, $"/try{i}"), waiting.Peek(), 0));
            }
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
                        waiting.Enqueue(Follow(child, Short(string.Create(CultureInfo.InvariantCulture, $"{chain.Suffix}/{at}.{position}")), chain, at + 1));
                    }
                }
            }
        }
    }

    private static SearchChain Follow(JsonElement from, string suffix, SearchChain? parent, int partsAfter)
    {
        var nodes = new List<JsonElement>();
        for (var node = from; ;)
        {
            nodes.Add(node);
            var best = Best(node);
            if (best < 0)
            {
                break;
            }

            node = node.Items("children").Where(IsNode).ElementAt(best);
        }

        return new SearchChain(suffix, nodes, parent, partsAfter, IsFinished(nodes[^1]));
    }

    // The child that led to the answer; without one the last, which is where a depth-first search was when it ended.
    private static int Best(JsonElement node)
    {
        var children = node.Items("children").Where(IsNode).ToList();
        return children.FindLastIndex(IsFinished) is >= 0 and var finished ? finished : children.Count - 1;
    }

    private static IEnumerable<JsonElement> Attempts(JsonElement root) =>
        (root.Get("tree") ?? default).Get("tree") is { ValueKind: JsonValueKind.Object } tree ? [tree]
        : root.Items("trys").Select(t => (t.Get("tree") ?? default).Get("tree") ?? t.Get("tree") ?? t).Where(IsNode);

    // A session id has its length.
    private static string Short(string suffix) => suffix.Length <= 160 ? suffix : "/~" + ContentHash.Of(suffix)[..32];

    private static bool IsNode(JsonElement node) => node.ValueKind == JsonValueKind.Object;

    // The flag of an inner node says little: some on the way to the answer lack it.
    private static bool IsFinished(JsonElement node) =>
        node.Items("children").Where(IsNode).ToList() is { Count: > 0 } children ? children.Exists(IsFinished) : node.Flag("finished");
}
