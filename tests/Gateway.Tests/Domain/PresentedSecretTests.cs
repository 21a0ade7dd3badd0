using Gateway.Domain;
using Xunit;

namespace Gateway.Tests.Domain;

public sealed class PresentedSecretTests
{
    [Theory]
    [InlineData(null, null, null, PresentedAs.Nothing, "")]
    [InlineData("k", null, null, PresentedAs.ApiKey, "k")]
    [InlineData(null, "Bearer k", null, PresentedAs.ApiKey, "k")]
    [InlineData(null, "bearer  k ", null, PresentedAs.ApiKey, "k")]
    [InlineData("k", "Bearer k", null, PresentedAs.ApiKey, "k")]
    [InlineData("k", "Bearer other", null, PresentedAs.TwoDifferentKeys, "")]
    [InlineData(null, "Basic dTpw", null, PresentedAs.UnsupportedScheme, "")]
    [InlineData(null, "Bearer ", null, PresentedAs.UnsupportedScheme, "")]
    [InlineData(null, null, "s", PresentedAs.Session, "s")]
    [InlineData("k", null, "s", PresentedAs.ApiKey, "k")]
    [InlineData(" ", "", "", PresentedAs.Nothing, "")]
    public void A_header_goes_before_a_cookie_and_two_keys_must_agree(string? apiKey, string? authorization, string? cookie, object shownAs, string secret) =>
        Assert.Equal(((PresentedAs)shownAs, secret), (PresentedSecret.Read(apiKey, authorization, cookie).As, PresentedSecret.Read(apiKey, authorization, cookie).Secret));
}
