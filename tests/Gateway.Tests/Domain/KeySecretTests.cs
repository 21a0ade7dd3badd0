using Gateway.Domain;
using Xunit;

namespace Gateway.Tests.Domain;

public sealed class KeySecretTests
{
    private static readonly byte[] Ones = [.. Enumerable.Repeat((byte)1, 32)];

    [Fact]
    public void A_secret_carries_all_its_random_bits()
    {
        var secret = KeySecret.From(Ones);

        Assert.Equal(47, secret.Length);
        Assert.True(KeySecret.IsWellFormed(secret));
        Assert.NotEqual(secret, KeySecret.From([.. Ones[..31], 2]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ctx_short")]
    [InlineData("xtc_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE")]
    [InlineData("ctx_AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB'QE")]
    public void What_is_not_a_secret_is_never_looked_up(string text) => Assert.False(KeySecret.IsWellFormed(text));

    [Fact]
    public void A_derived_secret_is_the_same_again_and_differs_by_key_and_by_installation()
    {
        var id = Guid.Parse("0199aaaa-0000-7000-8000-000000000001");
        var other = Guid.Parse("0199aaaa-0000-7000-8000-000000000002");

        Assert.Equal(KeySecret.Derive(Ones, id, "a"), KeySecret.Derive(Ones, id, "a"));
        Assert.NotEqual(KeySecret.Derive(Ones, id, "a"), KeySecret.Derive(Ones, other, "a"));
        Assert.NotEqual(KeySecret.Derive(Ones, id, "a"), KeySecret.Derive(Ones, id, "b"));
        Assert.NotEqual(KeySecret.Derive(Ones, id, "a"), KeySecret.Derive([.. Ones[..31], 2], id, "a"));
    }

    [Fact]
    public void The_prefix_leaves_most_of_the_secret_unsaid() => Assert.Equal("ctx_AQEBAQEB", KeySecret.Prefix(KeySecret.From(Ones)));
}
