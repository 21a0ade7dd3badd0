using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Substrate.Proof;
using Xunit;

namespace Substrate.Tests.Proof;

public sealed class MerkleTreeTests
{
    /// <summary>The eight leaves and the roots over the first n of them that Certificate Transparency's own tests use (google/certificate-transparency, merkletree).</summary>
    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Roots_are_those_of_Certificate_Transparency(int count, string root)
    {
        byte[][] data = [[], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57], [.. Enumerable.Range(0x60, 16).Select(b => (byte)b)]];

        Assert.Equal(root, Convert.ToHexStringLower(MerkleTree.Root([.. data.Take(count).Select(d => MerkleTree.Leaf(d))])));
    }

    [Fact]
    public void A_path_proves_its_leaf_at_its_place_and_nothing_else() => Prop.ForAll(
        Gen.Choose(1, 70).SelectMany(size => Gen.Choose(0, size - 1).Select(index => (size, index))).ToArbitrary(), given =>
        {
            var (size, index) = given;
            var leaves = Enumerable.Range(0, size).Select(i => MerkleTree.Leaf(BitConverter.GetBytes(i))).ToList();
            var root = MerkleTree.Root(leaves);
            var path = MerkleTree.Path(leaves, index);

            Assert.True(MerkleTree.Includes(root, size, index, leaves[index], path));
            Assert.False(MerkleTree.Includes(root, size, index, MerkleTree.Leaf([9, 9]), path));
            Assert.False(MerkleTree.Includes(root, size, index, leaves[index], [.. path, SHA256.HashData([])]));
            Assert.False(MerkleTree.Includes(root, size, size, leaves[index], path));
            if (size > 1) Assert.False(MerkleTree.Includes(root, size, (index + 1) % size, leaves[index], path));
            return true;
        }).QuickCheckThrowOnFailure();
}
