using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;
using Context.Domain;

namespace Context.Features.Compiles;

/// <summary>
/// Body of <c>POST {BaseUrl}/embeddings</c> and its answer, as OpenAI's API reference has them ("Create embeddings"). Floats are asked for, since every server
/// has them; some answer in base64 (little-endian float32) all the same, and are understood.
/// </summary>
internal static class EmbeddingWire
{
    private const string NotTheProtocol = "The embedder's answer is not what its protocol says.";

    public static byte[] Request(string model, IReadOnlyList<string> texts, int? dimensions) =>
        JsonSerializer.SerializeToUtf8Bytes(new RequestBody(model, texts, "float", dimensions));

    public static Embedded Read(ReadOnlySpan<byte> answer, int texts, int? dimensions)
    {
        AnswerBody? body;
        try
        {
            body = JsonSerializer.Deserialize<AnswerBody>(answer);
        }
        catch (JsonException)
        {
            return new(null, NotTheProtocol);
        }

        var vectors = new float[texts][];
        foreach (var (row, place) in (body?.Data ?? []).Select((row, place) => (row, place)))
        {
            var at = row?.Index ?? place;
            if (row is null || at < 0 || at >= texts || vectors[at] is not null || Vector(row.Embedding) is not { } vector)
            {
                return new(null, NotTheProtocol);
            }
            if (dimensions is { } wanted && vector.Length != wanted)
            {
                return new(null, $"The embedder answered with {vector.Length} dimensions; {wanted} are configured.");
            }
            vectors[at] = vector;
        }

        var missing = vectors.Count(vector => vector is null);
        return missing == 0 ? new(vectors) : new(null, $"The embedder answered without a vector for {missing} of {texts} texts.");
    }

    private static float[]? Vector(JsonElement embedding)
    {
        if (embedding.ValueKind == JsonValueKind.Array)
        {
            var numbers = new float[embedding.GetArrayLength()];
            var i = 0;
            foreach (var number in embedding.EnumerateArray())
            {
                if (number.ValueKind != JsonValueKind.Number || !number.TryGetSingle(out numbers[i++]))
                {
                    return null;
                }
            }
            return UnitVector.Of(numbers);
        }
        if (embedding.ValueKind != JsonValueKind.String || Bytes(embedding) is not { } bytes || bytes.Length % sizeof(float) != 0)
        {
            return null;
        }

        var floats = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < floats.Length; i++)
        {
            floats[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(i * sizeof(float)));
        }
        return UnitVector.Of(floats);
    }

    private static byte[]? Bytes(JsonElement text)
    {
        try
        {
            return text.TryGetBytesFromBase64(out var bytes) ? bytes : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, escaped, is JSON and no text.
            return null;
        }
    }

    private sealed record RequestBody(
        [property: JsonPropertyName("model")] string Model, [property: JsonPropertyName("input")] IReadOnlyList<string> Input,
        [property: JsonPropertyName("encoding_format")] string Format,
        [property: JsonPropertyName("dimensions"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Dimensions);

    private sealed record AnswerBody([property: JsonPropertyName("data")] IReadOnlyList<AnswerRow?>? Data);

    private sealed record AnswerRow([property: JsonPropertyName("index")] int? Index, [property: JsonPropertyName("embedding")] JsonElement Embedding);
}
