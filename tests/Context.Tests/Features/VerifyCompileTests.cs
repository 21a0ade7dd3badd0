using Contracts.Context;
using Harness;
using Substrate.Policies;
using Xunit;

namespace Context.Tests.Features;

public sealed class VerifyCompileTests(ContextPlatform platform) : IClassFixture<ContextPlatform>
{
    [Fact]
    public async Task A_compile_recomputes_to_the_same_bytes_and_is_soon_sealed()
    {
        var first = await platform.Compile(ContextPlatform.Request(ContextPlatform.Item("a", "some words"), ContextPlatform.Item("b", new string('y', 5_000))));
        var second = await platform.Compile(ContextPlatform.Request(ContextPlatform.Item("c", "other words")));
        var (one, two) = (await Sealed(first.Id), await Sealed(second.Id));
        Assert.All(new[] { one, two }, v => Assert.True(v.Ok && v.Recomputed == true, string.Join(' ', v.Problems)));
        Assert.True(one.Seal!.Number <= two.Seal!.Number);
    }

    [Fact]
    public async Task A_changed_receipt_is_noticed()
    {
        var (victim, donor) = (await platform.Compile(ContextPlatform.Request(ContextPlatform.Item("a", "the truth"))), await platform.Compile(ContextPlatform.Request()));
        await Sealed(victim.Id);
        await platform.Platform.ExecuteAsync("context", "UPDATE compiles SET document = (SELECT document FROM compiles WHERE id = $2) WHERE id = $1", victim.Id, donor.Id);
        var verification = await Verify(victim.Id);
        Assert.False(verification.Ok);
        Assert.Contains(verification.Problems, p => p.Contains("receipt was changed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_receipt_changed_together_with_its_hash_no_longer_fits_its_seal()
    {
        var (victim, donor) = (await platform.Compile(ContextPlatform.Request(ContextPlatform.Item("a", "the truth"))), await platform.Compile(ContextPlatform.Request()));
        await Sealed(victim.Id);
        await platform.Platform.ExecuteAsync(
            "context", "UPDATE compiles SET (document, receipt_hash) = (SELECT document, receipt_hash FROM compiles WHERE id = $2) WHERE id = $1", victim.Id, donor.Id);
        var verification = await Verify(victim.Id);
        Assert.False(verification.Ok);
        Assert.Contains(verification.Problems, p => p.Contains("under seal", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_changed_text_is_noticed()
    {
        var view = await platform.Compile(ContextPlatform.Request(ContextPlatform.Item("a", "words that somebody will change")));
        var hash = Assert.Single((await platform.Detail(view.Id)).Receipt.Entries).TextHash!;
        await platform.Platform.ExecuteAsync("context", "UPDATE compile_texts SET body = $2 WHERE hash = $1", hash, Storage.PackedTextTests.Packed("changed words"));
        var verification = await Verify(view.Id);
        Assert.Equal((false, false), (verification.Ok, verification.Recomputed));
        Assert.Contains(hash, Assert.Single(verification.Problems), StringComparison.Ordinal);
    }

    private Task<CompileVerification> Verify(Guid id) => platform.Get<CompileVerification>($"/v2/context/compiles/{id}/verify", CallerRole.Viewer);

    private async Task<CompileVerification> Sealed(Guid id)
    {
        var verification = await Verify(id);
        await Eventually.Holds(async () => (verification = await Verify(id)).Seal is not null, "the receipt is sealed");
        return verification;
    }
}

/// <summary>A chain of its own: breaking it must not be seen by other tests.</summary>
public sealed class ReceiptChainTamperingTests(ContextPlatform platform) : IClassFixture<ContextPlatform>
{
    [Fact]
    public async Task A_seal_taken_out_of_the_chain_is_noticed_by_every_later_receipt()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await platform.Compile(ContextPlatform.Request())).Id);
            await Eventually.Holds(
                async () => (await platform.Get<CompileVerification>($"/v2/context/compiles/{ids[^1]}/verify")).Seal is not null, "the receipt is sealed");
        }
        Assert.Equal(3, await platform.Platform.ScalarAsync<long>("context", "SELECT count(*) FROM receipt_seals"));

        await platform.Platform.ExecuteAsync("context", "DELETE FROM receipt_seals WHERE number = 2");
        var last = await platform.Get<CompileVerification>($"/v2/context/compiles/{ids[2]}/verify");
        Assert.False(last.Ok);
        Assert.Contains("seal 2", Assert.Single(last.Problems), StringComparison.Ordinal);
    }
}
