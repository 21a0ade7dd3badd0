using System.Buffers;
using System.Security.Cryptography;
using Substrate.Hashing;
using Substrate.Policies;
using Substrate.Scoping;
using static Substrate.Compiling.CanonicalMembers;

namespace Substrate.Compiling;

/// <summary>
/// SHA-256 of canonical JSON (RFC 8785) over everything a compile depends on, but for the build version, which changes nothing; texts stand in it as their own
/// hashes. Items and decisions are written member by member, in the order of names: to serialise, parse and sort them was a quarter of a compile.
/// </summary>
internal static class InputsHash
{
    private const int Enough = 16_384;

    public static string Of(CompileInput input, string tokenizer)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var to = new ArrayBufferWriter<byte>(2 * Enough);
        var items = input.Items.OrderBy(item => item.Id, StringComparer.Ordinal).ToList();
        Number(to, "{\"budget\":"u8, input.Budget);
        Text(to, ",\"compilerVersion\":"u8, Compiler.Version);
        to.Write(",\"decisions\":["u8);
        Each(items.Where(item => input.Decisions.ContainsKey(item.Id)), item => Decision(to, input.Decisions[item.Id]));
        Value(to, "],\"disabledRules\":"u8, ReceiptWriting.Sorted(input.DisabledRules));
        Value(to, ",\"envelopes\":"u8, input.Envelopes);
        to.Write(",\"items\":["u8);
        Each(items, item => Item(to, item));
        Value(to, "],\"memory\":"u8, input.Memory);
        Time(to, ",\"now\":"u8, input.Now);
        Value(to, ",\"profile\":"u8, input.Profile);
        Scoped(to, ",\"scope\":"u8, input.Scope);
        if (input.Semantic is { } semantic) Value(to, ",\"semantic\":"u8, semantic);
        Text(to, ",\"task\":"u8, input.Task);
        Text(to, ",\"tokenizer\":"u8, tokenizer);
        to.Write("}"u8);
        hash.AppendData(to.WrittenSpan);
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Each(IEnumerable<ContextItem> of, Action<ContextItem> write)
        {
            var first = true;
            foreach (var item in of)
            {
                to.Write(first ? default : ","u8);
                write(item);
                first = false;
                if (to.WrittenCount < Enough) continue;
                hash.AppendData(to.WrittenSpan);
                to.ResetWrittenCount();
            }
        }
    }

    private static void Decision(ArrayBufferWriter<byte> to, EnvelopeDecision decision)
    {
        Word(to, "{\"code\":"u8, decision.Code);
        Word(to, ",\"effect\":"u8, decision.Effect);
        Word(to, ",\"kind\":"u8, decision.Kind);
        Text(to, ",\"reason\":"u8, decision.Reason);
        to.Write(",\"rules\":["u8);
        for (var i = 0; i < decision.Rules.Count; i++) Text(to, i == 0 ? default : ","u8, decision.Rules[i]);
        Text(to, "],\"subjectId\":"u8, decision.SubjectId);
        to.Write("}"u8);
    }

    private static void Item(ArrayBufferWriter<byte> to, ContextItem item)
    {
        Text(to, "{\"id\":"u8, item.Id);
        to.Write(",\"item\":{"u8);
        if (item.At is { } at)
        {
            Time(to, "\"at\":"u8, at);
            to.Write(","u8);
        }
        Text(to, "\"id\":"u8, item.Id);
        Text(to, ",\"keywords\":"u8, item.Keywords);
        Word(to, ",\"kind\":"u8, item.Kind);
        Text(to, ",\"lane\":"u8, item.Lane);
        if (item.Memory is { } memory)
        {
            Number(to, ",\"memory\":{\"confidence\":"u8, memory.Confidence);
            if (memory.ExpiresAt is { } ends) Time(to, ",\"expiresAt\":"u8, ends);
            else to.Write(",\"expiresAt\":null"u8);
            Word(to, ",\"status\":"u8, memory.Status);
            Text(to, ",\"type\":"u8, memory.Type);
            to.Write(memory.Verified ? ",\"verified\":true}"u8 : ",\"verified\":false}"u8);
        }
        to.Write(item.Pinned ? ",\"pinned\":true"u8 : ",\"pinned\":false"u8);
        if (item.RetrievalScore is { } score) Number(to, ",\"retrievalScore\":"u8, score);
        if (item.Scope is { } scope) Scoped(to, ",\"scope\":"u8, scope);
        Word(to, ",\"sensitivity\":"u8, item.Sensitivity);
        to.Write(",\"source\":{"u8);
        Text(to, "\"hash\":"u8, item.Source.Hash);
        Text(to, item.Source.Hash is null ? "\"span\":"u8 : ",\"span\":"u8, item.Source.Span);
        Text(to, item.Source.Hash is null && item.Source.Span is null ? "\"uri\":"u8 : ",\"uri\":"u8, item.Source.Uri);
        Word(to, "},\"text\":\"\",\"trust\":"u8, item.Trust);
        Number(to, ",\"weight\":"u8, item.Weight);
        if (item.Summary is null) to.Write("},\"summary\":null"u8);
        else Text(to, "},\"summary\":"u8, ContentHash.Of(item.Summary));
        Text(to, ",\"text\":"u8, ContentHash.Of(item.Text));
        to.Write("}"u8);
    }

    private static void Scoped(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> name, Scope scope)
    {
        to.Write(name);
        to.Write("{"u8);
        var any = false;
        Key("agent"u8, scope.Agent);
        Key("project"u8, scope.Project);
        Key("repo"u8, scope.Repo);
        Key("run"u8, scope.Run);
        Key("taskType"u8, scope.TaskType);
        Key("user"u8, scope.User);
        to.Write("}"u8);

        void Key(ReadOnlySpan<byte> key, string? value)
        {
            if (value is null) return;
            to.Write(any ? ",\""u8 : "\""u8);
            to.Write(key);
            Text(to, "\":"u8, value);
            any = true;
        }
    }
}
