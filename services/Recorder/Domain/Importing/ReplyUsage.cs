using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// The usage that a provider's reply states. Tokens in are all that went in, cached ones included: Anthropic counts those it read from or wrote to the cache
/// beside its <c>input_tokens</c>, the others inside; Google counts thoughts beside its candidates.
/// </summary>
internal static class ReplyUsage
{
    /// <summary>Null when the reply states none.</summary>
    public static TokenUsage? Read(JsonElement reply)
    {
        if (reply.Get("usage") is { ValueKind: JsonValueKind.Object } usage)
        {
            return Stated(usage);
        }

        return (reply.Get("usageMetadata") ?? reply.Get("usage_metadata")) is { ValueKind: JsonValueKind.Object } google ? Google(google)
            : (reply.Get("meta") ?? default).Get("tokens") is { ValueKind: JsonValueKind.Object } cohere ? Stated(cohere)
            : null;
    }

    private static TokenUsage? Stated(JsonElement usage)
    {
        var (read, written) = (usage.Count("cache_read_input_tokens"), usage.Count("cache_creation_input_tokens"));
        var fresh = usage.Count("input_tokens");
        var details = usage.Get("prompt_tokens_details") ?? usage.Get("input_tokens_details") ?? default;
        var spent = usage.Get("completion_tokens_details") ?? usage.Get("output_tokens_details") ?? default;
        return Stated(new TokenUsage(
            usage.Count("prompt_tokens") ?? (fresh is null ? usage.Count("inputTokens") : fresh + (read ?? 0) + (written ?? 0)),
            usage.Count("completion_tokens") ?? usage.Count("output_tokens") ?? usage.Count("outputTokens"),
            read ?? details.Count("cached_tokens") ?? usage.Count("cacheReadInputTokens"),
            written ?? usage.Count("cacheWriteInputTokens"),
            spent.Count("reasoning_tokens")));
    }

    private static TokenUsage? Google(JsonElement usage)
    {
        var thoughts = usage.Count("thoughtsTokenCount") ?? usage.Count("thoughts_token_count");
        var said = usage.Count("candidatesTokenCount") ?? usage.Count("candidates_token_count");
        return Stated(new TokenUsage(
            usage.Count("promptTokenCount") ?? usage.Count("prompt_token_count"), said is null && thoughts is null ? null : (said ?? 0) + (thoughts ?? 0),
            usage.Count("cachedContentTokenCount") ?? usage.Count("cached_content_token_count"), null, thoughts));
    }

    private static TokenUsage? Stated(TokenUsage usage) => usage == new TokenUsage() ? null : usage;
}
