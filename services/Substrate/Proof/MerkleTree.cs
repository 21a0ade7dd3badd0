using System.Security.Cryptography;

namespace Substrate.Proof;

/// <summary>
/// Merkle tree over an ordered list (RFC 9162, section 2.1, SHA-256): a leaf is SHA-256(0x00 ‖ data), a node SHA-256(0x01 ‖ left ‖ right), the root of nothing SHA-256 of
/// nothing. Hashes are 32 bytes.
/// </summary>
public static class MerkleTree
{
    public static byte[] Leaf(ReadOnlySpan<byte> data)
    {
        // Data is a hash nearly always; to make an incremental hasher takes longer than to hash it.
        const int Short = 256;
        var marked = data.Length < Short ? stackalloc byte[Short] : new byte[data.Length + 1];
        marked[0] = 0x00;
        data.CopyTo(marked[1..]);
        return SHA256.HashData(marked[..(data.Length + 1)]);
    }

    public static byte[] Root(IReadOnlyList<byte[]> leaves) => leaves.Count == 0 ? SHA256.HashData([]) : Tree(leaves, 0, leaves.Count);

    /// <summary>The hashes that lead from a leaf to the root, nearest first (section 2.1.3.1).</summary>
    public static IReadOnlyList<byte[]> Path(IReadOnlyList<byte[]> leaves, int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, leaves.Count);
        var path = new List<byte[]>();
        var (start, count) = (0, leaves.Count);
        while (count > 1)
        {
            var left = Split(count);
            if (index < left)
            {
                path.Add(Tree(leaves, start + left, count - left));
                count = left;
            }
            else
            {
                path.Add(Tree(leaves, start, left));
                (index, start, count) = (index - left, start + left, count - left);
            }
        }
        path.Reverse();
        return path;
    }

    /// <summary>Whether the leaf stands at that place of a tree of that size and root (section 2.1.3.2).</summary>
    public static bool Includes(ReadOnlySpan<byte> root, long size, long index, byte[] leaf, IReadOnlyList<byte[]> path)
    {
        if (index < 0 || index >= size) return false;
        var (fn, sn, hash) = (index, size - 1, leaf);
        foreach (var sibling in path)
        {
            if (sn == 0) return false;
            if ((fn & 1) == 1 || fn == sn)
            {
                hash = Node(sibling, hash);
                while ((fn & 1) == 0 && fn != 0) (fn, sn) = (fn >> 1, sn >> 1);
            }
            else
            {
                hash = Node(hash, sibling);
            }
            (fn, sn) = (fn >> 1, sn >> 1);
        }
        return sn == 0 && root.SequenceEqual(hash);
    }

    private static byte[] Tree(IReadOnlyList<byte[]> leaves, int start, int count)
    {
        if (count == 1) return leaves[start];
        var left = Split(count);
        return Node(Tree(leaves, start, left), Tree(leaves, start + left, count - left));
    }

    private static byte[] Node(byte[] left, byte[] right)
    {
        Span<byte> both = stackalloc byte[1 + (2 * SHA256.HashSizeInBytes)];
        both[0] = 0x01;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + SHA256.HashSizeInBytes)..]);
        return SHA256.HashData(both);
    }

    /// <summary>The largest power of two below <paramref name="count"/>.</summary>
    private static int Split(int count) => 1 << (31 - System.Numerics.BitOperations.LeadingZeroCount((uint)(count - 1)));
}
