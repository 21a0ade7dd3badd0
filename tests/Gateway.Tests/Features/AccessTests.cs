using System.Net;
using System.Net.Http.Headers;
using Contracts.Gateway;
using Gateway.Domain;
using Xunit;

namespace Gateway.Tests.Features;

public sealed class AccessTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    private static readonly string Stranger = KeySecret.From(new byte[32]);

    [Fact]
    public async Task Nobody_comes_in_without_a_key()
    {
        using var refused = await gateway.Client().GetAsync("/v2/runs");

        Assert.Equal((HttpStatusCode.Unauthorized, "credentials_missing"), (refused.StatusCode, await RunningGateway.CodeOf(refused)));
        Assert.Equal("Bearer", refused.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Nobody_learns_from_outside_which_addresses_exist() =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.Client().GetAsync("/v2/nothing")).StatusCode);

    [Fact]
    public async Task A_key_is_taken_from_either_header_or_from_both()
    {
        var bearer = gateway.Client();
        bearer.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", gateway.OwnerKey);
        var both = gateway.Client(gateway.OwnerKey);
        both.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", gateway.OwnerKey);

        Assert.Equal(HttpStatusCode.OK, (await bearer.GetAsync("/v2/session")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await both.GetAsync("/v2/session")).StatusCode);
    }

    [Fact]
    public async Task Two_different_keys_are_a_mistake()
    {
        var client = gateway.Client(gateway.OwnerKey);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Stranger);

        using var refused = await client.GetAsync("/v2/session");

        Assert.Equal((HttpStatusCode.BadRequest, "keys_differ"), (refused.StatusCode, await RunningGateway.CodeOf(refused)));
    }

    [Theory]
    [InlineData("ctx_nonsense")]
    [InlineData("' OR 1=1 --")]
    public async Task What_is_no_key_is_not_known(string key)
    {
        using var refused = await gateway.Client(key).GetAsync("/v2/session");

        Assert.Equal((HttpStatusCode.Unauthorized, "key_unknown"), (refused.StatusCode, await RunningGateway.CodeOf(refused)));
    }

    [Fact]
    public async Task A_key_that_was_never_made_is_not_known()
    {
        using var refused = await gateway.Client(Stranger).GetAsync("/v2/session");

        Assert.Equal((HttpStatusCode.Unauthorized, "key_unknown"), (refused.StatusCode, await RunningGateway.CodeOf(refused)));
    }

    [Theory]
    [InlineData(Role.Viewer, "POST", "/v2/memory/0199/promote", "admin", "viewer")]
    [InlineData(Role.Member, "POST", "/v2/memory/0199/promote", "admin", "member")]
    [InlineData(Role.Viewer, "POST", "/v2/runs", "member", "viewer")]
    [InlineData(Role.Member, "GET", "/v2/keys", "admin", "member")]
    [InlineData(Role.Member, "POST", "/v2/recorder/dead-letters/0199/retry", "admin", "member")]
    public async Task Too_low_a_role_is_told_which_one_is_needed(Role role, string method, string path, string needed, string has)
    {
        var key = await gateway.MakeKey(role);

        using var refused = await gateway.Client(key.Secret).SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains($"This needs the role {needed}; this caller is {has}.", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Role.Viewer, "GET", "/v2/runs")]
    [InlineData(Role.Member, "POST", "/v2/runs")]
    [InlineData(Role.Admin, "POST", "/v2/memory/0199/promote")]
    [InlineData(Role.Owner, "POST", "/v2/memory/0199/promote")]
    public async Task The_right_role_comes_in(Role role, string method, string path)
    {
        var key = await gateway.MakeKey(role);

        Assert.Equal(HttpStatusCode.OK, (await gateway.Client(key.Secret).SendAsync(new HttpRequestMessage(new HttpMethod(method), path))).StatusCode);
    }

    [Theory]
    [InlineData("GET", "/v2/nothing", HttpStatusCode.NotFound, "route_unknown", "")]
    [InlineData("POST", "/v2/nothing", HttpStatusCode.NotFound, "route_unknown", "")]
    [InlineData("DELETE", "/v2/runs", HttpStatusCode.MethodNotAllowed, "method_not_allowed", "GET, POST")]
    [InlineData("PUT", "/v2/runs/0199", HttpStatusCode.MethodNotAllowed, "method_not_allowed", "GET")]
    [InlineData("GET", "/v2/context/compile", HttpStatusCode.MethodNotAllowed, "method_not_allowed", "POST")]
    [InlineData("OPTIONS", "/v2/runs", HttpStatusCode.MethodNotAllowed, "method_not_allowed", "GET, POST")]
    [InlineData("POST", "/", HttpStatusCode.NotFound, "route_unknown", "")]
    public async Task What_is_not_in_the_table_is_not_there(string method, string path, HttpStatusCode status, string code, string allowed)
    {
        using var refused = await gateway.Owner().SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.Equal((status, code), (refused.StatusCode, await RunningGateway.CodeOf(refused)));
        Assert.Equal(allowed, string.Join(", ", refused.Content.Headers.Allow));
    }

    [Fact]
    public async Task A_HEAD_request_needs_what_GET_needs_and_has_no_body()
    {
        using var stranger = await gateway.Client().SendAsync(new HttpRequestMessage(HttpMethod.Head, "/v2/session"));
        using var page = await gateway.Client().SendAsync(new HttpRequestMessage(HttpMethod.Head, "/assets/index-3f2a.js"));

        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Empty(await page.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task No_other_site_may_read_anything()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v2/session");
        request.Headers.Add("Origin", "https://evil.example");

        using var response = await gateway.Owner().SendAsync(request);

        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/v2/session")]
    [InlineData("/")]
    [InlineData("/sign-in")]
    [InlineData("/v2/nothing")]
    [InlineData("/assets/index-3f2a.js")]
    public async Task Every_answer_has_its_security_headers_and_an_id(string path)
    {
        using var response = await gateway.Owner().GetAsync(path);

        Assert.Contains("script-src 'self';", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.NotEmpty(response.Headers.GetValues("X-Request-Id").Single());
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Health_needs_no_key()
    {
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client().GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client().GetAsync("/health/ready")).StatusCode);
    }
}
