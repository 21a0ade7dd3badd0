using Gateway.Domain;
using Xunit;

namespace Gateway.Tests.Domain;

public sealed class RequestOriginTests
{
    private const string Own = "http://127.0.0.1:8080";

    [Theory]
    [InlineData("same-origin", null, false, true)]
    [InlineData("same-origin", "http://127.0.0.1:5173", false, true)]
    [InlineData("same-site", Own, true, false)]
    [InlineData("cross-site", null, true, false)]
    [InlineData("none", null, false, false)]
    [InlineData(null, Own, false, true)]
    [InlineData(null, "http://127.0.0.1:3000", true, false)]
    [InlineData(null, "null", true, false)]
    [InlineData(null, null, true, true)]
    [InlineData(null, null, false, false)]
    public void Only_our_own_pages_may_use_a_cookie_to_change_things(string? secFetchSite, string? origin, bool marker, bool own) =>
        Assert.Equal(own, RequestOrigin.IsOwn(secFetchSite, origin, Own, marker));
}
