using System.Buffers;
using System.Text;
using System.Text.Json;
using Substrate.Hashing;
using Substrate.Json;

namespace Substrate.Trace;

/// <summary>
/// The RFC 8785 form of a step's content, byte for byte what <see cref="CanonicalJson.WriteValueUtf8{T}"/> gives, written without a serializer and a parser
/// in between: every imported step is hashed, and this is a tenth of that work.
/// </summary>
internal static class StepCanon
{
    private static readonly string[] Kinds = [.. Enum.GetNames<StepKind>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
    private static readonly string[] Replayables = [.. Enum.GetNames<Replayable>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    public static string Hash(StepContent step)
    {
        var to = buffer ??= new ArrayBufferWriter<byte>(1024);
        to.ResetWrittenCount();
        Write(step, to);
        return ContentHash.Of(to.WrittenSpan);
    }

    /// <summary>Members in the order of their names; what is null is left out.</summary>
    public static void Write(StepContent s, ArrayBufferWriter<byte> to)
    {
        var first = true;
        to.Write("{"u8);
        Text("cost"u8, s.Cost, to, ref first);
        Text("error"u8, s.Error, to, ref first);
        Text("input"u8, s.Input, to, ref first);
        Text("kind"u8, Kinds[(int)s.Kind], to, ref first);
        Text("model"u8, s.Model, to, ref first);
        Text("name"u8, s.Name, to, ref first);
        Text("output"u8, s.Output, to, ref first);
        Number("parent"u8, s.Parent, to, ref first);
        Redactions(s.Redactions, to, ref first);
        Text("replayable"u8, Replayables[(int)s.Replayable], to, ref first);
        Number("seq"u8, s.Seq, to, ref first);
        Text("t0"u8, s.T0, to, ref first);
        Text("t1"u8, s.T1, to, ref first);
        Tokens(s.Tokens, to, ref first);
        Tool(s.ToolCall, to, ref first);
        to.Write("}"u8);
    }

    private static void Redactions(IReadOnlyList<RedactionContent>? redactions, ArrayBufferWriter<byte> to, ref bool first)
    {
        if (redactions is null)
        {
            return;
        }

        Name("redactions"u8, to, ref first);
        for (var i = 0; i < redactions.Count; i++)
        {
            to.Write(i == 0 ? "[{"u8 : ",{"u8);
            var inner = true;
            Number("count"u8, redactions[i].Count, to, ref inner);
            Text("field"u8, redactions[i].Field, to, ref inner);
            Text("kind"u8, redactions[i].Kind, to, ref inner);
            to.Write("}"u8);
        }

        to.Write(redactions.Count == 0 ? "[]"u8 : "]"u8);
    }

    private static void Tokens(TokenUsage? tokens, ArrayBufferWriter<byte> to, ref bool first)
    {
        if (tokens is null)
        {
            return;
        }

        Name("tokens"u8, to, ref first);
        to.Write("{"u8);
        var inner = true;
        Number("cacheRead"u8, tokens.CacheRead, to, ref inner);
        Number("cacheWrite"u8, tokens.CacheWrite, to, ref inner);
        Number("in"u8, tokens.In, to, ref inner);
        Number("out"u8, tokens.Out, to, ref inner);
        Number("reasoning"u8, tokens.Reasoning, to, ref inner);
        to.Write("}"u8);
    }

    private static void Tool(ToolContent? tool, ArrayBufferWriter<byte> to, ref bool first)
    {
        if (tool is null)
        {
            return;
        }

        Name("toolCall"u8, to, ref first);
        to.Write("{"u8);
        var inner = true;
        Text("args"u8, tool.Args, to, ref inner);
        Text("callId"u8, tool.CallId, to, ref inner);
        Number("exitCode"u8, tool.ExitCode, to, ref inner);
        Name("isError"u8, to, ref inner);
        to.Write(tool.IsError ? "true"u8 : "false"u8);
        Text("name"u8, tool.Name, to, ref inner);
        Text("result"u8, tool.Result, to, ref inner);
        to.Write("}"u8);
    }

    private static void Text(ReadOnlySpan<byte> name, string? value, ArrayBufferWriter<byte> to, ref bool first)
    {
        if (value is null)
        {
            return;
        }

        Name(name, to, ref first);
        // Half of a surrogate pair becomes U+FFFD, as in the serializer.
        CanonicalJson.WriteString(value.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0 ? value : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value)), to);
    }

    private static void Number(ReadOnlySpan<byte> name, double? value, ArrayBufferWriter<byte> to, ref bool first)
    {
        if (value is { } number)
        {
            Name(name, to, ref first);
            CanonicalJson.WriteNumber(number, to);
        }
    }

    private static void Name(ReadOnlySpan<byte> name, ArrayBufferWriter<byte> to, ref bool first)
    {
        to.Write(first ? "\""u8 : ",\""u8);
        to.Write(name);
        to.Write("\":"u8);
        first = false;
    }
}
