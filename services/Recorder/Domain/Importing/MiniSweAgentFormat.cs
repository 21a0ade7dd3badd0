using System.Text.Json;

namespace Recorder.Domain.Importing;

internal sealed class MiniSweAgentFormat : ISessionFormat
{
    public string Name => "mini-swe-agent";

    public bool OwnsDocument(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            return IsBareMessageList(root);
        }

        var info = root.Get("info") ?? default;
        return root.Get("messages") is { ValueKind: JsonValueKind.Array }
            && (root.Text("trajectory_format")?.StartsWith("mini-swe-agent", StringComparison.Ordinal) == true
                || info.Get("mini_version") is not null || info.Get("model_stats") is not null);
    }

    public bool OwnsBroken(IReadOnlySet<string> members) =>
        members.Contains("1:messages") && (members.Contains("1:info") || members.Contains("1:trajectory_format"))
        || members.Contains("2:mini_version") || members.SetEquals(["2:role", "2:content"]);

    public IEnumerable<SessionDocument> Open(JsonElement root, string path) => [MiniSweAgentReader.Open(root)];

    private static bool IsBareMessageList(JsonElement root) =>
        root.EnumerateArray().Take(40).ToList() is { Count: > 1 } messages
        && messages.TrueForAll(m => m.Text("role") is "system" or "user" or "assistant" && m.Get("content") is not null)
        && messages.Exists(m => m.Text("role") == "assistant" && ShellText.Command(m.Text("content")) is not null);
}
