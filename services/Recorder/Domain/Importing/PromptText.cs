using System.Text.Json;
using System.Text.RegularExpressions;

namespace Recorder.Domain.Importing;

/// <summary>The request inside a model call's input, in the shapes that providers and frameworks give it.</summary>
internal static partial class PromptText
{
    private static readonly string[] Lists = ["messages", "contents", "input", "new_message"];
    private static readonly string[] Texts = ["prompt", "query", "question", "input_text", "text"];

    /// <summary>
    /// What the user first asked: <c>messages</c> (OpenAI, Anthropic, Bedrock, LangChain), <c>contents</c> (Google), <c>input</c> (OpenAI responses), a
    /// prompt, or a list of messages; null when nobody asks anything.
    /// </summary>
    public static string? FirstUser(JsonElement input)
    {
        switch (input.ValueKind)
        {
            case JsonValueKind.String:
                return SourceJson.Embedded(input) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } inner ? FirstUser(inner) : input.GetString();
            case JsonValueKind.Array:
                return input.EnumerateArray().Where(IsUser).Select(Said).FirstOrDefault(t => !string.IsNullOrWhiteSpace(t));
            case JsonValueKind.Object:
                return Lists.Select(name => input.Get(name)).OfType<JsonElement>().Select(Listed).FirstOrDefault(t => !string.IsNullOrWhiteSpace(t))
                    ?? Texts.Select(name => input.Text(name)).FirstOrDefault(t => !string.IsNullOrWhiteSpace(t))
                    ?? (input.Items("args").FirstOrDefault() is { ValueKind: JsonValueKind.String } first ? first.GetString() : null);
            default:
                return null;
        }
    }

    /// <summary>The text of a message's content; blocks that are no text (images, tool results) say nothing here.</summary>
    public static string? TextIn(JsonElement blocks)
    {
        if (blocks.ValueKind == JsonValueKind.String)
        {
            return blocks.GetString();
        }

        var texts = blocks.ValueKind == JsonValueKind.Array
            ? blocks.EnumerateArray().Select(b => b.ValueKind == JsonValueKind.String ? b.GetString() : b.Text("text") ?? b.Text("content")).OfType<string>().ToList()
            : [];
        return texts.Count == 0 ? null : string.Join('\n', texts);
    }

    private static string? Listed(JsonElement list) => list.ValueKind == JsonValueKind.Object ? Said(list) : FirstUser(list);

    private static bool IsUser(JsonElement message)
    {
        // LangChain serialises a message as its constructor: its class is the last part of the id.
        var constructed = message.Items("id").LastOrDefault() is { ValueKind: JsonValueKind.String } type ? type.GetString() : null;
        return message.ValueKind == JsonValueKind.String || constructed == "HumanMessage"
            || (message.Text("role") ?? message.Text("type")) is "user" or "human" || message.Text("role") is null && message.Get("parts") is not null;
    }

    private static string? Said(JsonElement message)
    {
        if (message.ValueKind == JsonValueKind.String)
        {
            // Python frameworks print their message objects.
            var text = message.GetString()!;
            return !text.StartsWith("role='", StringComparison.Ordinal) ? text : Printed().Match(text) is { Success: true } printed ? printed.Groups["text"].Value : null;
        }

        var body = message.Get("kwargs") ?? message;
        return (body.Get("content") ?? body.Get("parts")) is { } content ? TextIn(content) : null;
    }

    [GeneratedRegex(@"^role='user' content='(?<text>.*?)'( \w+=|$)", RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Printed();
}
