using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>
/// What a sample keeps once and refers to often: long texts (<c>attachment://hash</c>; <c>tc://</c> in older logs) and the messages of model inputs
/// (<c>input_refs</c>: ranges over a pool). Put back where they belong, up to a limit: a small file can refer to a large text a million times.
/// </summary>
internal sealed class InspectTexts(JsonElement sample)
{
    private const long MaxPutBack = 64L << 20;
    private static readonly string[] Schemes = ["attachment://", "tc://"];

    private readonly JsonElement attachments = sample.Get("attachments") ?? (sample.Get("transcript") ?? default).Get("content") ?? default;
    private readonly List<JsonElement> messages = [.. sample.Items("message_pool"), .. (sample.Get("events_data") ?? default).Items("messages")];
    private long left = MaxPutBack;

    /// <summary>The messages a model was given; null when some are not there or the limit is reached.</summary>
    public IReadOnlyList<JsonElement>? Input(JsonElement model)
    {
        if (model.Get("input_refs") is not { ValueKind: JsonValueKind.Array } ranges)
        {
            return [.. model.Items("input")];
        }

        var input = new List<JsonElement>();
        foreach (var range in ranges.EnumerateArray())
        {
            if (range.ValueKind != JsonValueKind.Array || range.GetArrayLength() != 2 || !TryIndex(range[0], out var from) || !TryIndex(range[1], out var to)
                || from > to || to > messages.Count || input.Count + to - from > messages.Count)
            {
                return null;
            }

            input.AddRange(messages[from..to]);
        }

        return input;
    }

    /// <summary>The value with its texts put back, as long as the limit allows.</summary>
    public JsonElement PutBack(JsonElement value)
    {
        var raw = value.ValueKind == JsonValueKind.Undefined ? string.Empty : value.GetRawText();
        if (attachments.ValueKind != JsonValueKind.Object || !Array.Exists(Schemes, scheme => raw.Contains(scheme, StringComparison.Ordinal)))
        {
            return value;
        }

        return SourceJson.Made(writer => Write(value, writer));
    }

    /// <summary>A member as content, its texts put back.</summary>
    public Payload? Content(JsonElement value, string name) => value.Get(name) is not { } content ? null
        : PutBack(content) is var whole && whole.PlainText() is { } text ? Payload.OfText(text) : Payload.OfRecorded(whole);

    private static readonly string[] Besides = ["tools", "tool_choice", "config"];

    /// <summary>What a model was asked, whole; null when it cannot be put together.</summary>
    public Payload? Request(JsonElement model, IReadOnlyList<JsonElement>? input)
    {
        if (input is null || model.Get("input_refs") is not null && !Spend(input.Sum(m => (long)m.GetRawText().Length)))
        {
            return null;
        }

        var others = Besides.Where(name => model.Get(name) is not null).Select(name => (name, model.Get(name)!.Value));
        var request = PutBack(SourceJson.Object(others.Prepend(("input", SourceJson.Array(input)))));
        // Beyond the limit references stay: what was asked is then not here as a whole.
        return left >= 0 ? Payload.OfRecorded(request) : null;
    }

    private bool Spend(long characters) => (left -= characters) >= 0;

    private void Write(JsonElement value, Utf8JsonWriter to)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                to.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    to.WritePropertyName(member.Name);
                    Write(member.Value, to);
                }

                to.WriteEndObject();
                break;
            case JsonValueKind.Array:
                to.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(item, to);
                }

                to.WriteEndArray();
                break;
            case JsonValueKind.String when Kept(value.GetString()!) is { } text:
                to.WriteStringValue(text);
                break;
            default:
                value.WriteTo(to);
                break;
        }
    }

    private string? Kept(string reference) =>
        Array.Find(Schemes, scheme => reference.StartsWith(scheme, StringComparison.Ordinal)) is { } scheme
        && attachments.Text(reference[scheme.Length..]) is { } text && Spend(text.Length) ? text : null;

    private static bool TryIndex(JsonElement value, out int index)
    {
        index = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out index) && index >= 0;
    }
}
