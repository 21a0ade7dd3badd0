using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>A provider's reply in OpenAI's shape, as proxies (LiteLLM) and logs keep it: <c>{id, model, choices[], usage}</c>.</summary>
internal readonly record struct ChatReply(JsonElement Response)
{
    public string? Id => Response.Text("id");
    public string? Model => Response.Text("model");
    public JsonElement Message => Response.Items("choices").FirstOrDefault() is { ValueKind: JsonValueKind.Object } choice ? choice.Get("message") ?? default : default;
    public TokenUsage? Usage => UsageOf(Response.Get("usage") ?? default);

    /// <summary>In takes in what was read from the cache and written to it: <c>prompt_tokens</c> counts them already.</summary>
    public static TokenUsage? UsageOf(JsonElement usage) => usage.ValueKind != JsonValueKind.Object ? null : new TokenUsage(
        usage.Count("prompt_tokens"), usage.Count("completion_tokens"),
        (usage.Get("prompt_tokens_details") ?? default).Count("cached_tokens") ?? usage.Count("cache_read_input_tokens") ?? usage.Count("cache_read_tokens"),
        usage.Count("cache_creation_input_tokens") ?? usage.Count("cache_write_tokens"),
        (usage.Get("completion_tokens_details") ?? default).Count("reasoning_tokens") ?? usage.Count("reasoning_tokens"));
}
