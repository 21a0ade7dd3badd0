using System.Globalization;
using System.Text.Json;
using Substrate.Hashing;
using Substrate.Trace;

namespace Substrate.Proof;

/// <summary>
/// A step's row as it is stored, with its <c>redactions</c> beside it: what hashes to what. Reads what anybody may have written there: a value that the platform never writes is a
/// fault of its column, not an exception.
/// </summary>
/// <param name="ContentHash">Computed from the row; null when a value cannot be read.</param>
/// <param name="StoredHash">What the row says.</param>
/// <param name="Payloads">Field (input, output, args, result) and hash.</param>
/// <param name="Fault">The column whose value the platform never writes.</param>
public sealed record StoredStep(int Seq, string? ContentHash, string? StoredHash, string? ChainHash, IReadOnlyList<(string Field, string Hash)> Payloads, string? Fault)
{
    private static readonly string[] OfTools = ["call_id", "args_hash", "result_hash", "exit_code"];

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "org_id", "run_id", "seq", "kind", "parent", "t0", "t1", "name", "model", "input_hash", "output_hash", "call_id", "tool", "args_hash", "result_hash", "is_error", "exit_code",
        "tokens_in", "tokens_out", "tokens_cache_read", "tokens_cache_write", "tokens_reasoning", "cost", "error", "replayable", "content_hash", "chain_hash", "redactions",
    };

    public static StoredStep Read(JsonElement row)
    {
        string? fault = null;
        var seq = Integer("seq") ?? -1;
        var kind = Word<StepKind>("kind");
        var replayable = Word<Replayable>("replayable");
        var (input, output, args, result) = (Hash("input_hash"), Hash("output_hash"), Hash("args_hash"), Hash("result_hash"));
        var tool = Text("tool");
        var isError = Get("is_error") is { ValueKind: JsonValueKind.True };
        var misplaced = tool is not null ? (Get("call_id") is null ? "call_id" : null) : OfTools.FirstOrDefault(column => Get(column) is not null) ?? (isError ? "is_error" : null);
        if (misplaced is not null) Bad(misplaced);
        var unknown = row.EnumerateObject().Where(column => !Known.Contains(column.Name) && column.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False)).Select(column => column.Name);
        if (unknown.FirstOrDefault() is { } added) Bad(added);
        var usage = new TokenUsage(Count("tokens_in"), Count("tokens_out"), Count("tokens_cache_read"), Count("tokens_cache_write"), Count("tokens_reasoning"));
        var content = new StepContent(
            seq, kind, replayable, Integer("parent"), Time("t0"), Time("t1"), Text("name"), Text("model"), input, output,
            tool is null ? null : new ToolContent(Text("call_id") ?? string.Empty, tool, isError, args, result, Integer("exit_code")),
            usage is { In: null, Out: null, CacheRead: null, CacheWrite: null, Reasoning: null } ? null : usage, Money("cost"), Text("error"), Redactions());
        var payloads = new[] { ("input", input), ("output", output), ("args", args), ("result", result) }.Where(p => p.Item2 is not null).Select(p => (p.Item1, p.Item2!)).ToList();
        return new StoredStep(seq, fault is null ? content.Hash() : null, Hash("content_hash"), Hash("chain_hash"), payloads, fault);

        JsonElement? Get(string column) => row.TryGetProperty(column, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
        void Bad(string column) => fault ??= column;

        T? Or<T>(string column, T? read)
        {
            if (read is null && Get(column) is not null) Bad(column);
            return read;
        }

        string? Text(string column) => Or(column, Get(column) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null);
        int? Integer(string column) => Or(column, Get(column) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : (int?)null);
        long? Count(string column) => Or(column, Get(column) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) && Math.Abs(number) < 1L << 53 ? number : (long?)null);
        string? Hash(string column) => Or(column, Get(column) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: 66 } text && text.StartsWith("\\x", StringComparison.Ordinal) ? text[2..] : null);
        string? Money(string column) => Or(column, Get(column) is { ValueKind: JsonValueKind.Number } value && decimal.TryParse(value.GetRawText(), NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) ? StepContent.Money(amount) : null);
        string? Time(string column) => Or(column, Get(column) is { ValueKind: JsonValueKind.String } value
            && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? StepContent.Time(at) : null);

        T Word<T>(string column) where T : struct, Enum
        {
            foreach (var value in Enum.GetValues<T>())
            {
                if (JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()) == Text(column)) return value;
            }
            Bad(column);
            return default;
        }

        IReadOnlyList<RedactionContent>? Redactions()
        {
            if (Get("redactions") is not { } list) return null;
            var read = new List<RedactionContent>();
            foreach (var r in list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().ToArray() : [])
            {
                if (r.ValueKind == JsonValueKind.Object && r.TryGetProperty("field", out var field) && r.TryGetProperty("kind", out var what) && r.TryGetProperty("count", out var count)
                    && field.ValueKind == JsonValueKind.String && what.ValueKind == JsonValueKind.String && count.ValueKind == JsonValueKind.Number && count.TryGetInt32(out var number))
                {
                    read.Add(new RedactionContent(field.GetString()!, what.GetString()!, number));
                }
                else Bad("redactions");
            }
            return StepContent.Redacted(read);
        }
    }
}
