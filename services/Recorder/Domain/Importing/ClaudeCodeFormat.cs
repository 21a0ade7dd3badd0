using System.Text.Json;

namespace Recorder.Domain.Importing;

internal sealed class ClaudeCodeFormat : ISessionFormat
{
    public string Name => "claude-code";

    public bool OwnsDocument(JsonElement root) => root.Items("loglines").Take(50).Any(IsTurn);

    public bool OwnsLine(JsonElement line)
    {
        var session = line.Text("sessionId") is not null;
        return line.Text("type") switch
        {
            "user" or "assistant" => IsTurn(line) && (session || line.Text("uuid") is not null),
            "summary" => line.Text("leafUuid") is not null,
            "queue-operation" or "progress" => session,
            "system" => session && line.Text("uuid") is not null,
            "file-history-snapshot" => line.Text("messageId") is not null,
            _ => false,
        };
    }

    public bool OwnsBroken(IReadOnlySet<string> members) => members.Contains("1:loglines");

    public IEnumerable<SessionDocument> Open(JsonElement root, string path)
    {
        var lanes = new ClaudeCodeLanes();
        var records = root.Items("loglines").GroupBy(lanes.LaneOf).ToList();
        return records.Select(lane => lanes.Open(lane.Key) with { Records = [.. lane] });
    }

    public ISessionLanes Lanes() => new ClaudeCodeLanes();

    private static bool IsTurn(JsonElement line) =>
        line.Text("type") is "user" or "assistant" && line.Get("message") is { ValueKind: JsonValueKind.Object } message
        && (message.Text("role") is not null || message.Get("content") is not null);
}
