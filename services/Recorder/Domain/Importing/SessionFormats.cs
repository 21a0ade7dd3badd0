using System.Text;
using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>Which format a file is, by what is in it. Names are never asked.</summary>
internal static class SessionFormats
{
    public const string Auto = "auto";
    public const string ClaudeCode = "claude-code";
    public const string MiniSweAgent = "mini-swe-agent";
    public const string SweAgent = "swe-agent";

    public static IReadOnlyList<string> Names { get; } = [ClaudeCode, MiniSweAgent, SweAgent];

    /// <summary>The format of a JSON document, or null.</summary>
    public static string? OfDocument(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            return IsBareMessageList(root) ? MiniSweAgent : null;
        }

        var info = root.Get("info") ?? default;
        if (root.Get("messages") is { ValueKind: JsonValueKind.Array }
            && (root.Text("trajectory_format")?.StartsWith("mini-swe-agent", StringComparison.Ordinal) == true
                || info.Get("mini_version") is not null || info.Get("model_stats") is not null))
        {
            return MiniSweAgent;
        }

        if (root.Items("trajectory").FirstOrDefault() is { ValueKind: JsonValueKind.Object } entry && entry.Get("action") is not null && entry.Get("observation") is not null)
        {
            return SweAgent;
        }

        if (root.Get("messages") is null && root.Items("history").Take(20).ToList() is { Count: > 0 } history
            && history.TrueForAll(m => m.Text("role") is not null) && history.Exists(m => m.Get("agent") is not null || m.Get("message_type") is not null))
        {
            return SweAgent;
        }

        return root.Items("loglines").Take(50).Any(IsClaudeTurn) ? ClaudeCode : null;
    }

    /// <summary>The format of a JSONL file by one of its lines, or null when this line does not tell.</summary>
    public static string? OfLine(JsonElement line)
    {
        var session = line.Text("sessionId") is not null;
        return line.Text("type") switch
        {
            "user" or "assistant" => IsClaudeTurn(line) && (session || line.Text("uuid") is not null) ? ClaudeCode : null,
            "summary" => line.Text("leafUuid") is not null ? ClaudeCode : null,
            "queue-operation" or "progress" => session ? ClaudeCode : null,
            "system" => session && line.Text("uuid") is not null ? ClaudeCode : null,
            "file-history-snapshot" => line.Text("messageId") is not null ? ClaudeCode : null,
            _ => null,
        };
    }

    /// <summary>What a document that breaks off was going to be, by the members it had until then.</summary>
    public static string? OfBroken(ReadOnlySpan<byte> json)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = SourceJson.MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth <= 2)
                {
                    names.Add($"{reader.CurrentDepth}:{reader.GetString()}");
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Expected: the document is broken, that is why its names are all there is to go by.
        }

        return names.Contains("1:messages") && (names.Contains("1:info") || names.Contains("1:trajectory_format")) || names.Contains("2:mini_version") ? MiniSweAgent
            : names.Contains("1:trajectory") || names.Contains("1:replay_config") || names.Contains("1:history") && names.Contains("1:environment") ? SweAgent
            : names.Contains("1:loglines") ? ClaudeCode
            : json.StartsWith("["u8) && json.IndexOf("mswea_bash_command"u8) >= 0 ? MiniSweAgent
            : null;
    }

    public static SessionDocument Open(string format, JsonElement root) => format switch
    {
        MiniSweAgent => MiniSweAgentReader.Open(root),
        SweAgent => SweAgentReader.Open(root),
        ClaudeCode => new SessionDocument(new ClaudeCodeReader(), null, null, [.. root.Items("loglines")]),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
    };

    /// <summary>Whether what is there begins like JSON at all.</summary>
    public static bool LooksLikeJson(ReadOnlySpan<byte> head)
    {
        var text = head.StartsWith(Encoding.UTF8.Preamble) ? head[3..] : head;
        var at = text.IndexOfAnyExcept(" \t\r\n"u8);
        return at >= 0 && text[at] is (byte)'{' or (byte)'[';
    }

    private static bool IsClaudeTurn(JsonElement line) =>
        line.Text("type") is "user" or "assistant" && line.Get("message") is { ValueKind: JsonValueKind.Object } message
        && (message.Text("role") is not null || message.Get("content") is not null);

    private static bool IsBareMessageList(JsonElement root) =>
        root.EnumerateArray().Take(40).ToList() is { Count: > 1 } messages
        && messages.TrueForAll(m => m.Text("role") is "system" or "user" or "assistant" && m.Get("content") is not null)
        && messages.Exists(m => m.Text("role") == "assistant" && ShellText.Command(m.Text("content")) is not null);
}
