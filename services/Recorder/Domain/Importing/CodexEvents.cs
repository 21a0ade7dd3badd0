using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>What Codex's events add to the items: counts, exit codes, and which agent a call started.</summary>
internal sealed class CodexEvents
{
    private readonly Dictionary<string, int> exits = [];
    private readonly Dictionary<string, ChildRef> started = [];
    private string? counted;

    /// <summary>Agents whose call was not answered yet.</summary>
    public IEnumerable<ChildRef> Started => started.Values;

    /// <summary>What the lines around the items say of the session.</summary>
    public static void Learn(SessionFacts facts, string? type, JsonElement payload)
    {
        if (type == "session_meta")
        {
            facts.AgentVersion ??= payload.Text("cli_version");
            facts.Conversation ??= payload.Text("id");
            facts.Repo ??= RepoNames.FromGitHub((payload.Get("git") ?? default).Text("repository_url")) ?? SourceJson.LastFolder(payload.Text("cwd"));
        }
        else if (type == "turn_context")
        {
            facts.Model = payload.Text("model") ?? facts.Model;
        }
    }

    /// <summary>False when the event says something of its own, which is then a note.</summary>
    public bool IsKnown(string type, JsonElement e)
    {
        var call = e.Text("call_id");
        switch (type)
        {
            case "user_message" or "agent_message" or "agent_reasoning" or "agent_reasoning_raw_content" or "agent_reasoning_section_break":
                return true;
            case "exec_command_end" when call is not null && e.Number("exit_code") is { } code:
                exits[call] = (int)code;
                return true;
            case "collab_agent_spawn_end" when call is not null && e.Text("new_thread_id") is { } thread:
                started[call] = new ChildRef(thread, RunRelations.Subagent, null, call);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The usage of one model call. The same count is sent again with every change of the rate limits; only a new total is a new call.</summary>
    public TokenUsage? Usage(JsonElement info)
    {
        if (info.Get("last_token_usage") is not { } last)
        {
            return null;
        }

        var before = counted;
        counted = (info.Get("total_token_usage") ?? last).GetRawText();
        if (counted == before)
        {
            return null;
        }

        return new TokenUsage(
            last.Count("input_tokens"), last.Count("output_tokens"), last.Count("cached_input_tokens"), null, last.Count("reasoning_output_tokens"));
    }

    public int? ExitCode(string callId) => exits.Remove(callId, out var code) ? code : null;

    public ChildRef? Child(string callId) => started.Remove(callId, out var child) ? child : null;
}
