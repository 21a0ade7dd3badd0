using Microsoft.Extensions.Configuration;
using ServiceDefaults.Tenancy;
using Xunit;

namespace ServiceDefaults.Tests.Tenancy;

public sealed class OrgKeysTests
{
    private static readonly Guid Org = new("0198a000-0000-7000-8000-000000000001");
    private static readonly Guid Other = new("0198a000-0000-7000-8000-000000000002");
    private const string Key = "b25lLWlkZW50aXR5LWtleS10aGF0LWlzLTMyLWJ5dGU=";

    [Fact]
    public void A_key_is_the_same_in_every_process_of_an_installation() => Assert.Equal(Keys(Key).Derive(Org, "redaction"), Keys(Key).Derive(Org, "redaction"));

    [Fact]
    public void Organisations_purposes_and_installations_have_keys_of_their_own()
    {
        byte[][] keys =
        [
            Keys(Key).Derive(Org, "redaction"), Keys(Key).Derive(Other, "redaction"), Keys(Key).Derive(Org, "upload"),
            Keys(Convert.ToBase64String(new byte[32])).Derive(Org, "redaction"),
        ];

        Assert.Equal(keys.Length, keys.Select(Convert.ToHexString).Distinct().Count());
        Assert.All(keys, key => Assert.Equal(32, key.Length));
    }

    [Fact]
    public void A_secret_has_one_mark_in_an_organisation_and_another_in_the_next()
    {
        var redaction = new OrgRedaction(Keys(Key));
        const string Text = "token ghp_0123456789abcdefghijABCDEFGHIJ012345 here";

        Assert.Equal(redaction.Of(Org, Text), new OrgRedaction(Keys(Key)).Of(Org, Text));
        Assert.NotEqual(redaction.Of(Org, Text), redaction.Of(Other, Text));
        Assert.DoesNotContain("ghp_", redaction.Of(Org, Text), StringComparison.Ordinal);
        Assert.Equal(redaction.Of(Org, Text), redaction.Of(Org, redaction.Of(Org, Text)));
    }

    private static OrgKeys Keys(string key) => new(new IdentitySigner(
        new ConfigurationBuilder().AddInMemoryCollection([new("Identity:Key", key)]).Build(), TimeProvider.System));
}
