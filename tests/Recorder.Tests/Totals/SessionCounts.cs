using System.Text.Json;

namespace Recorder.Tests.Totals;

internal static class SessionCounts
{
    /// <summary>Conversations, replies by message id, results; the usage of a reply is that of its last line.</summary>
    public static RawCount ClaudeCode(IEnumerable<JsonElement> lines)
    {
        var (tools, talks) = (0, false);
        var usages = new Dictionary<string, JsonElement>();
        var lanes = new HashSet<string>();
        foreach (var line in lines.Where(l => l.ValueKind == JsonValueKind.Object))
        {
            var type = Raw.Text(line, "type");
            if (type is not ("user" or "assistant"))
            {
                continue;
            }

            talks = true;
            var side = Raw.At(line, "isSidechain").ValueKind == JsonValueKind.True;
            lanes.Add(side ? Raw.Text(line, "agentId") ?? "side" : "");
            if (type == "assistant")
            {
                usages[Raw.Text(line, "message", "id") ?? Raw.Text(line, "uuid") ?? $"line {usages.Count}"] = Raw.At(line, "message", "usage");
            }
            else
            {
                tools += Raw.Items(line, "message", "content").Count(b => Raw.Text(b, "type") == "tool_result");
            }
        }

        return new RawCount(
            talks ? lanes.Count : 0, usages.Count, tools,
            usages.Values.Sum(u => Raw.Number(u, "input_tokens") + Raw.Number(u, "cache_creation_input_tokens") + Raw.Number(u, "cache_read_input_tokens")),
            usages.Values.Sum(u => Raw.Number(u, "output_tokens")));
    }

    /// <summary>Replies are counted by what they leave: a message of the assistant, or the calls that come before one.</summary>
    public static RawCount Codex(IReadOnlyList<JsonElement> lines)
    {
        var items = lines.Where(l => Raw.Text(l, "type") == "response_item").Select(l => Raw.At(l, "payload")).ToList();
        var spent = lines.Where(l => Raw.Text(l, "payload", "type") == "token_count").Select(l => Raw.At(l, "payload", "info", "total_token_usage")).LastOrDefault(u => u.ValueKind == JsonValueKind.Object);
        var tools = items.Count(i => Raw.Text(i, "type") is "function_call_output" or "custom_tool_call_output" or "local_shell_call" or "web_search_call");
        return new RawCount(1, Replies(items), tools, Raw.Number(spent, "input_tokens"), Raw.Number(spent, "output_tokens"));
    }

    public static RawCount Pi(IReadOnlyList<JsonElement> lines)
    {
        var messages = lines.Where(l => Raw.Text(l, "type") == "message").Select(l => Raw.At(l, "message")).ToList();
        return new RawCount(
            1, messages.Count(m => Raw.Text(m, "role") == "assistant"), messages.Count(m => Raw.Text(m, "role") is "toolResult" or "bashExecution"),
            messages.Sum(m => Raw.Number(m, "usage", "input") + Raw.Number(m, "usage", "cacheRead") + Raw.Number(m, "usage", "cacheWrite")), messages.Sum(m => Raw.Number(m, "usage", "output")));
    }

    private static int Replies(List<JsonElement> items)
    {
        var (replies, open) = (0, false);
        foreach (var item in items)
        {
            var speaks = Raw.Text(item, "type") is "reasoning" or "function_call" or "custom_tool_call" or "local_shell_call" or "web_search_call"
                || Raw.Text(item, "type") == "message" && Raw.Text(item, "role") == "assistant";
            replies += speaks && !open ? 1 : 0;
            open = speaks;
        }

        return replies;
    }
}
