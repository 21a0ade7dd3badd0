using System.Security.Cryptography;
using System.Text;
using Substrate.Hashing;

namespace Context.Domain;

/// <summary>One link of an organisation's chain of receipts.</summary>
internal sealed record ChainSeal(long Number, string PreviousHash, string Root, int Receipts, string Hash);

/// <summary>
/// Receipts are closed in batches: the Merkle tree hash over a batch (RFC 9162, section 2.1.1, SHA-256) goes into a seal, and each seal covers the one before it.
/// So nobody can change, drop or insert a receipt behind a seal without changing every later seal.
/// </summary>
internal static class ReceiptChain
{
    /// <summary>What the first seal of an organisation covers in place of a seal before it.</summary>
    public static string Start(Guid orgId) => ContentHash.Of($"ctx-receipts-v1:{orgId:D}");

    /// <summary>The leaf of one receipt; binds the receipt's content to the compile it answers.</summary>
    public static string Leaf(Guid compileId, string receiptHash) => $"ctx-receipt-v1:{compileId:D}:{receiptHash}";

    public static ChainSeal Seal(long number, string previousHash, IReadOnlyList<string> leaves)
    {
        var root = Root(leaves);
        return new(number, previousHash, root, leaves.Count, HashOf(number, previousHash, root, leaves.Count));
    }

    public static string HashOf(long number, string previousHash, string root, int receipts) =>
        ContentHash.Of($"ctx-seal-v1:{number}:{previousHash}:{root}:{receipts}");

    /// <summary>Merkle tree hash (lower-case hex) over the UTF-8 bytes of the leaves; there is at least one.</summary>
    public static string Root(IReadOnlyList<string> leaves)
    {
        ArgumentOutOfRangeException.ThrowIfZero(leaves.Count);
        return Convert.ToHexStringLower(Tree(leaves, 0, leaves.Count));
    }

    /// <summary>The number of the first seal that does not follow from the one before it; null when the chain holds. Seals come in order of their number.</summary>
    public static long? FirstBroken(Guid orgId, IEnumerable<ChainSeal> seals)
    {
        var expected = 1L;
        var previous = Start(orgId);
        foreach (var seal in seals)
        {
            if (seal.Number != expected || seal.PreviousHash != previous || seal.Hash != HashOf(seal.Number, seal.PreviousHash, seal.Root, seal.Receipts))
            {
                return expected;
            }
            expected++;
            previous = seal.Hash;
        }

        return null;
    }

    private static byte[] Tree(IReadOnlyList<string> leaves, int start, int count)
    {
        if (count == 1)
        {
            return SHA256.HashData([0x00, .. Encoding.UTF8.GetBytes(leaves[start])]);
        }

        var left = 1;
        while (left * 2 < count)
        {
            left *= 2;
        }
        return SHA256.HashData([0x01, .. Tree(leaves, start, left), .. Tree(leaves, start + left, count - left)]);
    }
}
