using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>One session of a file, as far as its lines have been dealt out.</summary>
internal sealed class ClaudeLane
{
    private string? reply;

    /// <summary>What its session id has behind the file's; null for the conversation itself.</summary>
    public required string? Suffix { get; init; }
    /// <summary>Lane that this one began in.</summary>
    public int? Parent { get; init; }
    public bool IsSidechain { get; init; }
    public string? CallId { get; init; }

    /// <summary>Prompts and replies so far: a prompt that hangs onto a line of an earlier turn is a rewind.</summary>
    public int Turn { get; set; }

    /// <summary>Branches by the line (its uuid) they hang onto.</summary>
    public Dictionary<string, List<ChildRef>> Forks { get; } = [];

    /// <summary>Agents by the call that started them.</summary>
    public Dictionary<string, ChildRef> Calls { get; } = [];

    /// <summary>Whether a line is of another reply than the one before it.</summary>
    public bool BeginsReply(JsonElement line)
    {
        var before = reply;
        return line.Text("type") == "assistant" && (reply = (line.Get("message") ?? default).Text("id") ?? line.Text("uuid")) != before;
    }
}
