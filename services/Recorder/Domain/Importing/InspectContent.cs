using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>What Inspect's messages and usages say.</summary>
internal static class InspectContent
{
    /// <summary>A sample's input: a text, or messages of which the first user's is the request.</summary>
    public static string? Asked(JsonElement input) => input.ValueKind != JsonValueKind.Array ? input.PlainText()
        : (input.EnumerateArray().FirstOrDefault(m => m.Text("role") == "user").Get("content") ?? default).PlainText();

    /// <summary>What was said, without the reasoning before it; other blocks (images, citations) are kept as they are.</summary>
    public static Payload? Said(JsonElement message)
    {
        if (message.Get("content") is not { ValueKind: JsonValueKind.Array } blocks)
        {
            return message.Content("content");
        }

        var said = blocks.EnumerateArray().Where(b => b.Text("type") != "reasoning").ToList();
        return said.TrueForAll(b => b.ValueKind == JsonValueKind.String || b.Text("text") is not null)
            ? Payload.OfText(string.Join('\n', said.Select(b => b.ValueKind == JsonValueKind.String ? b.GetString() : b.Text("text"))))
            : Payload.OfRecorded(blocks);
    }

    public static string Reasoning(JsonElement message) => string.Join(
        "\n\n", message.Items("content").Where(b => b.Text("type") == "reasoning").Select(b => b.Text("reasoning")).Where(t => !string.IsNullOrEmpty(t)));

    /// <summary>Providers differ in whether input counts what came from the cache: the stated total tells.</summary>
    public static TokenUsage? Usage(JsonElement usage)
    {
        if (usage.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var (fresh, output, read, written) = (usage.Count("input_tokens"), usage.Count("output_tokens"), usage.Count("input_tokens_cache_read"), usage.Count("input_tokens_cache_write"));
        var cached = (read ?? 0) + (written ?? 0);
        return new TokenUsage(usage.Count("total_tokens") == fresh + output + cached ? fresh + cached : fresh, output, read, written, usage.Count("reasoning_tokens"));
    }

    /// <summary>Over all models; null when the log does not say.</summary>
    public static TokenUsage? Total(JsonElement usages)
    {
        var all = usages.ValueKind == JsonValueKind.Object ? usages.EnumerateObject().Select(u => Usage(u.Value)).OfType<TokenUsage>().ToList() : [];
        return all.Count == 0 ? null : new TokenUsage(all.Sum(u => u.In ?? 0), all.Sum(u => u.Out ?? 0));
    }

    /// <summary>An error of a tool or a sample: <c>{type, message}</c>, or a text.</summary>
    public static string? Error(JsonElement? error) => error switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Object } told => string.Join(": ", new[] { told.Text("type"), told.Text("message") }.Where(t => t is not null)),
        _ => null,
    };
}
