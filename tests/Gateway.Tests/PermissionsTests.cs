using Substrate.Policies;
using Xunit;

namespace Gateway.Tests;

public sealed class PermissionsTests
{
    [Fact]
    public void A_route_stands_once_in_the_table() =>
        Assert.Equal(Permissions.All.Count, Permissions.All.Select(permission => (permission.Method, permission.Template)).Distinct().Count());

    [Fact]
    public void Viewers_only_read() =>
        Assert.All(Permissions.All.Where(permission => permission.Method is not "GET"), permission => Assert.NotEqual(CallerRole.Viewer, permission.Role));

    [Fact]
    public void Only_health_the_own_document_public_keys_and_signing_in_and_out_need_no_role() =>
        Assert.Equal(["GET /openapi/{documentName}.json", "GET /health/live", "GET /health/ready", "GET /sign-in", "POST /sign-in", "POST /sign-out", "GET /.well-known/jwks.json"], Permissions.All.Where(permission => permission.Role is null).Select(permission => $"{permission.Method} {permission.Template}"));

    [Theory]
    [InlineData("/v2/runs", "GET,POST")]
    [InlineData("/v2/runs/0199/complete", "POST")]
    [InlineData("/v2/runs/", "GET,POST")]
    [InlineData("/v2/nothing", "")]
    [InlineData("/", "")]
    public void The_methods_of_an_address_are_known(string path, string methods) => Assert.Equal(methods, string.Join(',', Permissions.MethodsOf(path)));
}
