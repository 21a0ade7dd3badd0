using System.Text;
using Substrate.Hashing;

namespace Substrate.Trace;

/// <summary>The first link that does not follow from what is before it. <paramref name="Index"/> counts from 0.</summary>
public sealed record ChainBreak(int Index, string Expected, string? Found);

/// <summary>
/// The hash chain over a run's steps: h(0) = SHA-256("ctx-run-v1:" + run id), h(n) = SHA-256(h(n-1) + content hash of step n), over the ASCII hex digits.
/// The last link is the head. A run without steps has h(0) as its head.
/// </summary>
public static class RunChain
{
    public static string Start(Guid runId) => Start("ctx-run-v1", runId);

    /// <summary>For other chains that belong to a run (its annotations, for one): the label keeps them apart.</summary>
    public static string Start(string label, Guid runId) => ContentHash.Of($"{label}:{runId:D}");

    public static string Next(string previous, string contentHash)
    {
        Span<byte> bytes = stackalloc byte[ContentHash.Length * 2];
        if (previous.Length != ContentHash.Length || contentHash.Length != ContentHash.Length)
            throw new ArgumentException("Links and content hashes are 64 hex digits.", nameof(contentHash));
        Encoding.ASCII.GetBytes(previous, bytes);
        Encoding.ASCII.GetBytes(contentHash, bytes[ContentHash.Length..]);
        return ContentHash.Of(bytes);
    }

    /// <summary>The head over the given content hashes, in seq order.</summary>
    public static string Head(Guid runId, IEnumerable<string> contentHashes) => contentHashes.Aggregate(Start(runId), Next);

    /// <summary>Recomputes the chain. Null when every stored link follows.</summary>
    public static ChainBreak? Verify(Guid runId, IReadOnlyList<(string ContentHash, string? ChainHash)> links)
    {
        var expected = Start(runId);
        for (var i = 0; i < links.Count; i++)
        {
            expected = Next(expected, links[i].ContentHash);
            if (!string.Equals(expected, links[i].ChainHash, StringComparison.Ordinal)) return new ChainBreak(i, expected, links[i].ChainHash);
        }
        return null;
    }
}
