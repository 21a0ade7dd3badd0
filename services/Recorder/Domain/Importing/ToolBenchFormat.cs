using System.Runtime.InteropServices;
using System.Text.Json;
using Substrate.Hashing;

namespace Recorder.Domain.Importing;

/// <summary>
/// ToolBench answers: a search tree of thoughts, actions and their inputs. The chain that gave the answer is the run; every chain that was left for another
/// is a run of its own, from the node where it parts on, and branches off the run that went on from there. So every node is in exactly one run.
/// </summary>
internal sealed class ToolBenchFormat : ISessionFormat
{
    public string Name => "toolbench";

    public bool OwnsDocument(JsonElement root) => root.Get("answer_generation") is { ValueKind: JsonValueKind.Object } answer
        && (answer.Get("query") is not null || answer.Get("finish_type") is not null || answer.Get("train_messages") is not null)
        && (root.Get("tree") is not null || root.Get("trys") is not null || root.Get("win") is not null);

    public bool OwnsBroken(IReadOnlySet<string> members) =>
        members.Contains("1:answer_generation") || members.Contains("1:tree") && (members.Contains("1:win") || members.Contains("3:node_type"));

    public IEnumerable<SessionDocument> Open(JsonElement root, string path)
    {
        // The file has no id; the same question is answered by several methods in files of their own.
        var id = ContentHash.Of(JsonMarshal.GetRawUtf8Value(root))[..16];
        foreach (var chain in SearchTree.Chains(root))
        {
            yield return new SessionDocument(new ToolBenchReader(root, chain), id + chain.Suffix, null, ToolBenchReader.Records(root, chain))
            {
                Parent = chain.Parent is { } parent ? new ParentRef(id + parent.Suffix, RunRelations.Branch, ToolBenchReader.LastSeq(root, parent, chain.PartsAfter)) : null,
            };
        }
    }
}
