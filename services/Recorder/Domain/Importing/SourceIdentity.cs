using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Recorder.Domain.Importing;

/// <summary>
/// Which session a file is a copy of: format, the source's session id, and the content. <paramref name="Prefixes"/> holds the first 8 bytes of the rolling
/// hash after each record, so that two copies can be compared at any common length.
/// </summary>
/// <param name="Hash">Rolling SHA-256 over all records.</param>
internal sealed record SourceIdentity(string Format, string SessionId, byte[] Hash, byte[] Prefixes)
{
    /// <summary>An id that is no id (a page of text) would not fit an index.</summary>
    public static bool IsId(string? sessionId) => sessionId is { Length: > 0 and <= 200 } && !sessionId.Contains('\0');

    public int Records => Prefixes.Length / sizeof(ulong);

    /// <summary>How a recorded copy of the same session relates to this one.</summary>
    public SourceRelation RelationTo(byte[] recordedPrefixes)
    {
        var common = Math.Min(recordedPrefixes.Length, Prefixes.Length);
        if (common == 0 || !recordedPrefixes.AsSpan(common - sizeof(ulong), sizeof(ulong)).SequenceEqual(Prefixes.AsSpan(common - sizeof(ulong), sizeof(ulong))))
        {
            return SourceRelation.Other;
        }

        return Prefixes.Length > recordedPrefixes.Length ? SourceRelation.Grown : SourceRelation.Known;
    }
}

/// <summary>Known: nothing in the file is new. Grown: the file continues what is recorded. Other: another session, or one that took another turn.</summary>
internal enum SourceRelation { Other, Known, Grown }

/// <summary>Hashes records one by one, so that no file needs to be in memory for it.</summary>
internal sealed class SourceHasher : IDisposable
{
    // Made once: to make one takes as long as to hash a short record.
    private readonly IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] hash = new byte[SHA256.HashSizeInBytes];
    private readonly ArrayBufferWriter<byte> prefixes = new();
    private byte[]? first;

    /// <summary>What belongs to the identity besides the records.</summary>
    public void Begin(ReadOnlySpan<byte> preamble) => Roll(preamble);

    public void Add(ReadOnlySpan<byte> record)
    {
        Roll(record);
        prefixes.Write(hash.AsSpan(0, sizeof(ulong)));
        // Enough to tell sessions without an id apart by what they were asked.
        first = prefixes.WrittenCount <= 2 * sizeof(ulong) ? hash.ToArray() : first;
    }

    public SourceIdentity Of(string format, string? sessionId) =>
        new(format, SourceIdentity.IsId(sessionId) ? sessionId! : "content-" + Convert.ToHexStringLower((first ?? hash).AsSpan(0, 8)), hash.ToArray(), prefixes.WrittenSpan.ToArray());

    public void Dispose() => sha.Dispose();

    private void Roll(ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        sha.AppendData(hash);
        sha.AppendData(length);
        sha.AppendData(bytes);
        sha.GetHashAndReset(hash);
    }
}
