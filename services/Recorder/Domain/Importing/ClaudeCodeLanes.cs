using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// Claude Code's lines form a graph by <c>uuid</c> and <c>parentUuid</c>. Most of it is one conversation. Two things are sessions of their own: a prompt that a
/// person hung onto an earlier point (a rewind: what follows it is a branch), and a sidechain (another agent at work). Results of parallel calls and lines of
/// bookkeeping hang wherever they like and change nothing. Only lines already read are looked up, so a circle or a parent that never comes is harmless.
/// </summary>
internal sealed class ClaudeCodeLanes : ISessionLanes
{
    private readonly List<ClaudeLane> lanes = [];
    private readonly Dictionary<string, (int Lane, int Turn)> seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<(string CallId, int Lane)>> prompts = new(StringComparer.Ordinal);
    private string? session;
    private int? active;
    private bool isLinked;

    public int LaneOf(JsonElement line)
    {
        session ??= line.Text("type") is "user" or "assistant" ? line.Text("sessionId") : null;
        var parent = (line.Text("parentUuid") ?? line.Text("logicalParentUuid")) is { } id && seen.TryGetValue(id, out var found) ? found : ((int Lane, int Turn)?)null;
        isLinked |= parent is not null;
        var speech = Prompt(line);
        var lane = line.Flag("isSidechain") ? Sidechain(line, parent, speech) : Conversation(line, parent, speech is { IsPerson: true });
        var at = lanes[lane];
        at.Turn += speech is { IsPerson: true } || at.BeginsReply(line) ? 1 : 0;
        Tasks(line, lane);
        if (line.Text("uuid") is { } uuid)
        {
            seen.TryAdd(uuid, (lane, at.Turn));
        }

        return lane;
    }

    public SessionDocument Open(int lane)
    {
        var at = lanes[lane];
        if (session is null)
        {
            return new SessionDocument(new ClaudeCodeReader(at.IsSidechain ? at.Suffix : null, [], []), null, null, []);
        }

        var forks = at.Forks.ToDictionary(f => f.Key, f => f.Value.Select(Named).ToList());
        var calls = at.Calls.ToDictionary(c => c.Key, c => Named(c.Value));
        var relation = at.IsSidechain ? RunRelations.Subagent : RunRelations.Branch;
        return new SessionDocument(new ClaudeCodeReader(at.IsSidechain ? at.Suffix : null, forks, calls), IdOf(at), null, [])
        {
            Parent = at.Suffix is null ? null : new ParentRef(at.Parent is { } p ? IdOf(lanes[p]) : session, relation, null, at.CallId),
            HasChildren = forks.Count + calls.Count > 0,
        };
    }

    private string IdOf(ClaudeLane lane) => lane.Suffix is null ? session! : $"{session}/{lane.Suffix}";

    // Children are named when the file's session is known, which its first lines may not say.
    private ChildRef Named(ChildRef child) => child with { SessionId = $"{session}/{child.SessionId}" };

    private int Conversation(JsonElement line, (int Lane, int Turn)? parent, bool isPrompt)
    {
        if (active is null)
        {
            return (active = Add(new ClaudeLane { Suffix = null })).Value;
        }

        var lane = parent is { } p && !lanes[p.Lane].IsSidechain ? p.Lane : active.Value;
        var fromStart = isLinked && line.ValueKind == JsonValueKind.Object && line.TryGetProperty("parentUuid", out var none)
            && none.ValueKind == JsonValueKind.Null && line.Text("logicalParentUuid") is null;
        if (isPrompt && (parent is { } at && at.Turn < lanes[lane].Turn && at.Lane == lane || fromStart && lanes[lane].Turn > 0))
        {
            var suffix = $"branch-{line.Text("uuid") ?? $"{lanes.Count}"}";
            var from = fromStart ? 0 : lane;
            if (!fromStart)
            {
                var point = line.Text("parentUuid") ?? line.Text("logicalParentUuid")!;
                (lanes[from].Forks.TryGetValue(point, out var forks) ? forks : lanes[from].Forks[point] = []).Add(new ChildRef(suffix, RunRelations.Branch));
            }

            lane = Add(new ClaudeLane { Suffix = suffix, Parent = from });
        }

        return (active = lane).Value;
    }

    private int Sidechain(JsonElement line, (int Lane, int Turn)? parent, (string? Text, bool IsPerson)? speech)
    {
        var agent = line.Text("agentId");
        if (agent is not null && agents.TryGetValue(agent, out var known))
        {
            return known;
        }

        if (agent is null && parent is { } p && lanes[p.Lane].IsSidechain)
        {
            return p.Lane;
        }

        var suffix = agent ?? $"sidechain-{line.Text("uuid") ?? $"{lanes.Count}"}";
        // The call that started it gave it its first words.
        var asked = speech is { Text: { } text } && prompts.TryGetValue(text, out var calls) && calls.TryDequeue(out var call) ? call : ((string CallId, int Lane)?)null;
        var lane = Add(new ClaudeLane { Suffix = suffix, IsSidechain = true, Parent = asked?.Lane ?? active, CallId = asked?.CallId });
        if (asked is { } a)
        {
            lanes[a.Lane].Calls[a.CallId] = new ChildRef(suffix, RunRelations.Subagent, null, a.CallId);
        }

        if (agent is not null)
        {
            agents[agent] = lane;
        }

        return lane;
    }

    private int Add(ClaudeLane lane)
    {
        lanes.Add(lane);
        return lanes.Count - 1;
    }

    private void Tasks(JsonElement line, int lane)
    {
        foreach (var block in line.Text("type") == "assistant" ? (line.Get("message") ?? default).Items("content") : [])
        {
            if (block.Text("type") == "tool_use" && block.Text("id") is { } id && (block.Get("input") ?? default).Text("prompt") is { } prompt)
            {
                (prompts.TryGetValue(prompt, out var calls) ? calls : prompts[prompt] = new()).Enqueue((id, lane));
            }
        }
    }

    /// <summary>What a user line says, and whether a person said it.</summary>
    private static (string? Text, bool IsPerson)? Prompt(JsonElement line)
    {
        if (line.Text("type") != "user" || (line.Get("message") ?? default).Get("content") is not { } content || content.HasBlock("tool_result"))
        {
            return null;
        }

        var text = content.PlainText();
        return (text, ClaudeSpeech.Classify(line, text, isSidechain: line.Flag("isSidechain")).Kind == StepKind.User);
    }
}
