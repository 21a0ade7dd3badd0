using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>OpenHands 1.x (software-agent-sdk): <c>events.jsonl</c>, an event with its <c>kind</c> on every line, or a list of the same events.</summary>
internal sealed class OpenHandsSdkFormat : ISessionFormat
{
    public string Name => "openhands-sdk";

    public bool OwnsDocument(JsonElement root) => root.ValueKind == JsonValueKind.Array && root.EnumerateArray().Take(20).ToList() is { Count: > 0 } some && some.TrueForAll(OwnsLine);

    public bool OwnsLine(JsonElement line) =>
        line.Text("id") is not null && line.Text("source") is "agent" or "user" or "environment" or "hook"
        && line.Text("kind") is { } kind && (kind.EndsWith("Event", StringComparison.Ordinal) || kind.StartsWith("Condensation", StringComparison.Ordinal) || kind == "UserRejectObservation");

    public bool OwnsBroken(IReadOnlySet<string> members) => members.Contains("2:kind") && members.Contains("2:llm_response_id");

    public IEnumerable<SessionDocument> Open(JsonElement root, string path)
    {
        var events = root.EnumerateArray().ToList();
        return [new SessionDocument(new OpenHandsSdkReader(), events[0].Text("id"), null, events)];
    }

    public ISessionLanes Lanes() => new OneLane();

    /// <summary>Events name no conversation; the first event's id is as good a name.</summary>
    private sealed class OneLane : ISessionLanes
    {
        private string? first;

        public int LaneOf(JsonElement line)
        {
            first ??= line.Text("id");
            return 0;
        }

        public SessionDocument Open(int lane) => new(new OpenHandsSdkReader(), first, null, []);
    }
}
