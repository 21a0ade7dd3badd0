using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>Codex CLI rollouts: <c>{timestamp, type, payload}</c> a line, one session a file.</summary>
internal sealed class CodexFormat : ISessionFormat
{
    public string Name => "codex";

    public bool OwnsLine(JsonElement line) =>
        line.Text("type") is "session_meta" or "turn_context" or "response_item" or "event_msg" or "compacted"
        && line.Get("timestamp") is not null && line.Get("payload") is { ValueKind: JsonValueKind.Object };

    public ISessionLanes Lanes() => new OneLane();

    private sealed class OneLane : ISessionLanes
    {
        private string? session;
        private ParentRef? parent;

        public int LaneOf(JsonElement line)
        {
            // A fork repeats its parent's lines, its first line too: the first is the file's own.
            if (session is null && line.Text("type") == "session_meta" && line.Get("payload") is { } meta)
            {
                session = meta.Text("id");
                var subagent = (meta.Get("source") ?? default).Get("subagent") ?? default;
                parent = (subagent.Get("thread_spawn") ?? default).Text("parent_thread_id") is { } spawner ? new ParentRef(spawner, RunRelations.Subagent)
                    : meta.Text("forked_from_id") is { } origin ? new ParentRef(origin, RunRelations.Branch)
                    : null;
            }

            return 0;
        }

        public SessionDocument Open(int lane) => new(new CodexReader(), session, null, []) { Parent = parent };
    }
}
