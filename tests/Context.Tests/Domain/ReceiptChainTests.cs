using System.Security.Cryptography;
using System.Text;
using Context.Domain;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Context.Tests.Domain;

public sealed class ReceiptChainTests
{
    private static readonly Guid Org = Guid.Parse("019a0000-0000-7000-8000-000000000001");

    [Fact]
    public void The_root_of_one_leaf_is_its_leaf_hash() =>
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([0x00, .. "a"u8])), ReceiptChain.Root(["a"]));

    [Fact]
    public void The_root_of_three_leaves_splits_at_the_largest_power_of_two_below()
    {
        byte[] Leaf(string text) => SHA256.HashData([0x00, .. Encoding.UTF8.GetBytes(text)]);
        var expected = SHA256.HashData([0x01, .. SHA256.HashData([0x01, .. Leaf("a"), .. Leaf("b")]), .. Leaf("c")]);
        Assert.Equal(Convert.ToHexStringLower(expected), ReceiptChain.Root(["a", "b", "c"]));
    }

    [Fact]
    public void Changing_dropping_or_swapping_any_leaf_changes_the_root() => Prop.ForAll(
        Gen.Choose(2, 40).ToArbitrary(),
        count =>
        {
            var leaves = Enumerable.Range(0, count).Select(i => $"leaf {i}").ToList();
            var root = ReceiptChain.Root(leaves);
            return Enumerable.Range(0, count).All(i =>
            {
                List<string> changed = [.. leaves], dropped = [.. leaves], swapped = [.. leaves];
                changed[i] += "'";
                dropped.RemoveAt(i);
                (swapped[i], swapped[(i + 1) % count]) = (swapped[(i + 1) % count], swapped[i]);
                return ReceiptChain.Root(changed) != root && ReceiptChain.Root(dropped) != root && ReceiptChain.Root(swapped) != root;
            });
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_untouched_chain_holds() => Assert.Null(ReceiptChain.FirstBroken(Org, Chain(5)));

    [Fact]
    public void A_seal_with_another_root_is_named()
    {
        var chain = Chain(5);
        chain[2] = chain[2] with { Root = chain[1].Root };
        Assert.Equal(3, ReceiptChain.FirstBroken(Org, chain));
    }

    [Fact]
    public void A_seal_rewritten_with_its_own_hash_breaks_the_one_after_it()
    {
        var chain = Chain(5);
        chain[2] = ReceiptChain.Seal(3, chain[1].Hash, ["something else"]);
        Assert.Equal(4, ReceiptChain.FirstBroken(Org, chain));
    }

    [Fact]
    public void A_missing_seal_is_named()
    {
        var chain = Chain(5);
        chain.RemoveAt(1);
        Assert.Equal(2, ReceiptChain.FirstBroken(Org, chain));
    }

    [Fact]
    public void Another_organisations_chain_does_not_hold_here() =>
        Assert.Equal(1, ReceiptChain.FirstBroken(Guid.Parse("019a0000-0000-7000-8000-000000000002"), Chain(2)));

    private static List<ChainSeal> Chain(int seals)
    {
        var chain = new List<ChainSeal>();
        for (var i = 1; i <= seals; i++)
        {
            chain.Add(ReceiptChain.Seal(i, i == 1 ? ReceiptChain.Start(Org) : chain[^1].Hash, [$"{i} a", $"{i} b"]));
        }
        return chain;
    }
}
