using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>
/// Sessions of pi. Older files are one conversation, and one that branched off is a file of its own that names the file it left. Newer files are a tree: every
/// entry names the one it follows, and an entry that follows any but its conversation's last begins a branch.
/// </summary>
internal sealed class PiFormat : ISessionFormat
{
    private static readonly string[] Roles = ["user", "assistant", "toolResult", "bashExecution"];

    public string Name => "pi";

    public bool OwnsLine(JsonElement line) => line.Text("type") switch
    {
        "session" => line.Text("id") is not null && line.Text("cwd") is not null && line.Get("timestamp") is not null,
        "message" => line.Get("timestamp") is not null && Roles.Contains((line.Get("message") ?? default).Text("role"), StringComparer.Ordinal),
        _ => false,
    };

    public ISessionLanes Lanes() => new PiLanes();

    private sealed class PiLanes : ISessionLanes
    {
        private readonly List<PiLane> lanes = [];
        private readonly Dictionary<string, int> seen = new(StringComparer.Ordinal);
        private string? session;
        private ParentRef? origin;
        private int active;

        public int LaneOf(JsonElement line)
        {
            if (session is null && line.Text("type") == "session" && line.Text("id") is { } own)
            {
                session = own;
                origin = (line.Text("branchedFrom") ?? line.Text("parentSession")) is { } file ? new ParentRef(SessionOf(file), RunRelations.Branch) : null;
                active = lanes.Count == 0 ? Add(null, null) : active;
                return active;
            }

            active = lanes.Count == 0 ? Add(null, null) : active;
            if (line.Text("id") is not { } id)
            {
                return active;
            }

            if (line.Text("parentId") is { } parent && seen.TryGetValue(parent, out var lane))
            {
                active = lane;
                if (lanes[lane].Tip != parent)
                {
                    (lanes[lane].Forks.TryGetValue(parent, out var forks) ? forks : lanes[lane].Forks[parent] = []).Add(new ChildRef($"branch-{id}", RunRelations.Branch));
                    active = Add($"branch-{id}", lane);
                }
            }

            seen.TryAdd(id, active);
            lanes[active].Tip = id;
            return active;
        }

        public SessionDocument Open(int lane)
        {
            var (suffix, parent) = (lanes[lane].Suffix, lanes[lane].Parent);
            var named = session is null ? [] : lanes[lane].Forks.ToDictionary(f => f.Key, f => f.Value.Select(c => c with { SessionId = $"{session}/{c.SessionId}" }).ToList());
            return new SessionDocument(new PiReader(named), IdOf(suffix), null, [])
            {
                Parent = parent is { } p && IdOf(lanes[p].Suffix) is { } id ? new ParentRef(id, RunRelations.Branch) : suffix is null ? origin : null,
                HasChildren = named.Count > 0,
            };
        }

        private string? IdOf(string? suffix) => session is null || suffix is null ? session : $"{session}/{suffix}";

        private int Add(string? suffix, int? parent)
        {
            lanes.Add(new PiLane(suffix, parent));
            return lanes.Count - 1;
        }

        // .../<time>_<session id>.jsonl
        private static string SessionOf(string file)
        {
            var name = file[(file.LastIndexOfAny(['/', '\\']) + 1)..].Split(".jsonl", 2)[0];
            return name[(name.LastIndexOf('_') + 1)..];
        }
    }

    /// <param name="Suffix">What the session id has behind the file's; null for the conversation that the file began with.</param>
    private sealed record PiLane(string? Suffix, int? Parent)
    {
        public string? Tip { get; set; }
        public Dictionary<string, List<ChildRef>> Forks { get; } = [];
    }
}
