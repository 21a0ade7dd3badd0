using System.Text;
using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>What a provider's reply says of itself, whether it came whole or as a stream of server-sent events.</summary>
/// <param name="Id">The provider's id of the reply.</param>
/// <param name="Streamed">The text of a stream, put together; null for a reply that came whole.</param>
internal sealed record ModelReply(string? Id, string? Model, TokenUsage? Usage, string? Streamed)
{
    /// <param name="body">Parsed JSON, or a JSON string for anything else.</param>
    public static ModelReply Read(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.Object)
        {
            return new ModelReply(body.Text("id") ?? body.Text("responseId"), ModelOf(body), ReplyUsage.Read(body), null);
        }

        if (body.ValueKind == JsonValueKind.Array)
        {
            // Google streams an array when it is not asked for events.
            return Together(body.EnumerateArray());
        }

        return body.ValueKind == JsonValueKind.String && body.GetString()!.TrimStart() is var text
            && (text.StartsWith("data:", StringComparison.Ordinal) || text.StartsWith("event:", StringComparison.Ordinal))
            ? Together(Events(text)) : new ModelReply(null, null, null, null);
    }

    private static IEnumerable<JsonElement> Events(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("data:", StringComparison.Ordinal) && line[5..].Trim() is ['{', ..] data
                && SourceJson.Embedded(JsonSerializer.SerializeToElement(data)) is { } parsed)
            {
                yield return parsed;
            }
        }
    }

    private static ModelReply Together(IEnumerable<JsonElement> events)
    {
        string? id = null, model = null;
        TokenUsage? usage = null;
        var text = new StringBuilder();
        foreach (var part in events)
        {
            var reply = part.Get("response") ?? part.Get("message") ?? part;
            id ??= reply.Text("id") ?? reply.Text("responseId");
            model ??= ModelOf(reply);
            usage = Later(usage, ReplyUsage.Read(reply) ?? ReplyUsage.Read(part));
            Said(part, text);
        }

        return new ModelReply(id, model, usage, text.ToString());
    }

    private static void Said(JsonElement part, StringBuilder text)
    {
        var delta = part.Get("delta") ?? default;
        text.Append(part.Text("type") == "response.output_text.delta" ? part.Text("delta") : delta.Text("text"));
        foreach (var choice in part.Items("choices"))
        {
            var piece = choice.Get("delta") ?? default;
            text.Append(piece.Get("content") is { } content ? content.PlainText() : choice.Text("text"));
        }

        foreach (var piece in part.Items("candidates").SelectMany(c => (c.Get("content") ?? default).Items("parts")).Where(p => !p.Flag("thought")))
        {
            text.Append(piece.Text("text"));
        }
    }

    private static string? ModelOf(JsonElement reply) => reply.Text("model") ?? reply.Text("modelVersion");

    // A stream states what it knows as it goes; the last word on each counts.
    private static TokenUsage? Later(TokenUsage? before, TokenUsage? now) => before is null || now is null ? now ?? before : new TokenUsage(
        now.In ?? before.In, now.Out ?? before.Out, now.CacheRead ?? before.CacheRead, now.CacheWrite ?? before.CacheWrite, now.Reasoning ?? before.Reasoning);
}
