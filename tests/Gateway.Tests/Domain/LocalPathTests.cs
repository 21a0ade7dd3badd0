using Gateway.Domain;
using Xunit;

namespace Gateway.Tests.Domain;

public sealed class LocalPathTests
{
    [Theory]
    [InlineData("/runs?state=open", "/runs?state=open")]
    [InlineData("/memories/1#evidence", "/memories/1#evidence")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/sign-in?token=x", "/")]
    [InlineData("/sign-out", "/")]
    public void Signing_in_never_leads_to_another_site(string? wanted, string path) => Assert.Equal(path, LocalPath.OrHome(wanted));
}
