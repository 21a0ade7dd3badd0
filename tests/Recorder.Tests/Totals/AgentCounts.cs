using System.Text.Json;
using System.Text.RegularExpressions;

namespace Recorder.Tests.Totals;

internal static class AgentCounts
{
    public static RawCount Mini(JsonElement root)
    {
        var messages = root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : Raw.Items(root, "messages");
        var replies = messages.Where(m => Raw.Text(m, "role") == "assistant").ToList();
        var (tools, waiting) = (0, 0);
        foreach (var message in messages)
        {
            switch (Raw.Text(message, "role"))
            {
                case "assistant" when Raw.Items(message, "tool_calls").Count is > 0 and var asked:
                    waiting += asked;
                    break;
                case "assistant":
                    waiting += Regex.IsMatch(Raw.Text(message, "content") ?? "", @"```(?:mswea_bash_command|bash|sh)\s*\n") ? 1 : 0;
                    break;
                case "tool":
                case "user" when waiting > 0:
                    (tools, waiting) = (tools + 1, waiting - 1);
                    break;
                case "exit":
                    (tools, waiting) = (tools + waiting, 0);
                    break;
            }
        }

        return new RawCount(
            1, replies.Count, tools, replies.Sum(m => Raw.Number(m, "extra", "response", "usage", "prompt_tokens")),
            replies.Sum(m => Raw.Number(m, "extra", "response", "usage", "completion_tokens")));
    }

    public static RawCount SweAgent(JsonElement root)
    {
        var (entries, history, stats) = (Raw.Items(root, "trajectory"), Raw.Items(root, "history"), Raw.At(root, "info", "model_stats"));
        return entries.Count > 0
            ? new RawCount(1, entries.Count, entries.Count(e => Raw.Text(e, "action")?.Trim().Length > 0), Raw.Number(stats, "tokens_sent"), Raw.Number(stats, "tokens_received"))
            : new RawCount(1, history.Count(m => Raw.Text(m, "role") == "assistant"), history.Count(m => Raw.Text(m, "role") == "tool"), 0, 0);
    }

    public static RawCount OpenHands(IReadOnlyList<JsonElement> events, JsonElement row)
    {
        var (replies, tools, unnamed, @in, @out) = (0, 0, 0, 0L, 0L);
        var (asked, reply) = (new HashSet<string>(), default(string));
        foreach (var e in events)
        {
            var (action, source, id) = (Raw.Text(e, "action"), Raw.Text(e, "source"), Raw.Text(e, "tool_call_metadata", "model_response", "id"));
            var call = Raw.Text(e, "tool_call_metadata", "tool_call_id");
            if (Raw.Has(e, "observation"))
            {
                var answered = asked.Remove(call ?? $"#{Raw.Number(e, "cause")}") || !Raw.Has(e, "id") && unnamed-- > 0;
                tools += answered ? 1 : 0;
                continue;
            }

            if (action is "system" or "recall" or "null" or "change_agent_state" or null || action == "message" && (source == "user" || source is null && !Raw.At(e, "wait_for_response").GetBoolean()))
            {
                continue;
            }

            if (id is null || id != reply)
            {
                replies++;
                @in += Raw.Number(e, "tool_call_metadata", "model_response", "usage", "prompt_tokens");
                @out += Raw.Number(e, "tool_call_metadata", "model_response", "usage", "completion_tokens");
            }

            reply = id;
            if (action is not ("message" or "finish" or "reject"))
            {
                unnamed += Raw.Has(e, "id") ? 0 : 1;
                asked.Add(call ?? $"#{Raw.Number(e, "id")}");
            }
        }

        var stated = Raw.At(row, "metrics", "accumulated_token_usage");
        return stated.ValueKind == JsonValueKind.Object
            ? new RawCount(1, replies, tools, Raw.Number(stated, "prompt_tokens"), Raw.Number(stated, "completion_tokens"))
            : new RawCount(1, replies, tools, @in, @out);
    }

    public static RawCount OpenHandsSdk(IReadOnlyList<JsonElement> events)
    {
        var replies = events.Where(e => Raw.Text(e, "kind") == "ActionEvent" || Raw.Text(e, "kind") == "MessageEvent" && Raw.Text(e, "source") == "agent")
            .Select(e => Raw.Text(e, "llm_response_id")).Distinct().Count();
        var tools = events.Count(e => Raw.Text(e, "kind") is "ObservationEvent" or "AgentErrorEvent" or "UserRejectObservation");
        var stats = Raw.Values(events.LastOrDefault(e => Raw.Text(e, "key") == "stats"), "value", "usage_to_metrics");
        return new RawCount(
            1, replies, tools, stats.Sum(m => Raw.Number(m, "accumulated_token_usage", "prompt_tokens")), stats.Sum(m => Raw.Number(m, "accumulated_token_usage", "completion_tokens")));
    }
}
