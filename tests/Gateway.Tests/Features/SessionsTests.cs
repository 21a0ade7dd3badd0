using System.Net;
using System.Net.Http.Json;
using Contracts.Gateway;
using Substrate.Json;
using Xunit;

namespace Gateway.Tests.Features;

public sealed class SessionsTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Fact]
    public async Task The_printed_link_signs_in_once_also_after_a_restart()
    {
        await gateway.Restart("link-of-this-test");
        using var first = await gateway.Client().GetAsync("/sign-in?token=link-of-this-test");
        using var second = await gateway.Client().GetAsync("/sign-in?token=link-of-this-test");
        var session = await gateway.Client(cookie: RunningGateway.CookieOf(first)).GetFromJsonAsync<SessionView>("/v2/session", PlatformJson.Options);
        await gateway.Restart("link-of-this-test");
        using var third = await gateway.Client().GetAsync("/sign-in?token=link-of-this-test");

        Assert.Equal((HttpStatusCode.SeeOther, "/"), (first.StatusCode, first.Headers.Location?.ToString()));
        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, third.StatusCode);
        Assert.Contains("was used already", await third.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((Role.Owner, "owner (sign-in link)"), (session!.Role, session.Subject));
    }

    [Fact]
    public async Task A_link_is_used_once_however_many_click_at_the_same_time()
    {
        await gateway.Restart("clicked-by-many");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => gateway.Client().GetAsync("/sign-in?token=clicked-by-many")));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task A_wrong_link_says_how_to_get_another()
    {
        using var page = await gateway.Client().GetAsync("/sign-in?token=wrong");

        Assert.Equal(HttpStatusCode.Unauthorized, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Contains("start it with ./dev up", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False(page.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Looking_ahead_does_not_use_a_link_up()
    {
        await gateway.Restart("looked-at-ahead");
        var ahead = new HttpRequestMessage(HttpMethod.Get, "/sign-in?token=looked-at-ahead");
        ahead.Headers.Add("Sec-Purpose", "prefetch;prerender");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await gateway.Client().SendAsync(ahead)).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await gateway.Owner().SendAsync(new HttpRequestMessage(HttpMethod.Head, "/sign-in?token=looked-at-ahead"))).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await gateway.Client().GetAsync("/sign-in?token=looked-at-ahead")).StatusCode);
    }

    [Fact]
    public async Task The_cookie_is_for_this_site_alone_and_no_script_reads_it()
    {
        var key = await gateway.MakeKey(Role.Member);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new FormUrlEncodedContent([new("key", key.Secret)]) };
        request.Headers.Add("Origin", gateway.Address.GetLeftPart(UriPartial.Authority));

        using var response = await gateway.Client().SendAsync(request);

        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith($"ctx_session_{gateway.Address.Port}=", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_followed_from_another_site_leads_over_a_page_of_ours()
    {
        await gateway.Restart("from-a-chat");
        var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in?token=from-a-chat");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var response = await gateway.Client().SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("url=/\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    public async Task Signing_in_never_leads_to_another_site(string next)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new FormUrlEncodedContent([new("key", gateway.OwnerKey), new("next", next)]) };
        request.Headers.Add("Sec-Fetch-Site", "same-origin");

        using var response = await gateway.Client().SendAsync(request);

        Assert.Equal("/", response.Headers.Location?.ToString());
    }

    [Fact]
    public async Task Another_site_cannot_sign_a_browser_in()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new FormUrlEncodedContent([new("key", gateway.OwnerKey)]) };
        request.Headers.Add("Origin", "https://evil.example");

        Assert.Equal(HttpStatusCode.Forbidden, (await gateway.Client().SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_wrong_key_on_the_page_is_said_where_it_was_typed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new FormUrlEncodedContent([new("key", "<script>")]) };
        request.Headers.Add("Sec-Fetch-Site", "same-origin");

        using var page = await gateway.Client().SendAsync(request);

        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, page.StatusCode);
        Assert.Contains("role=\"alert\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_signed_in_browser_changes_things_only_from_our_own_pages()
    {
        var key = await gateway.MakeKey(Role.Admin);
        var client = gateway.Client(cookie: await gateway.SignIn(key.Secret));

        async Task<HttpStatusCode> Post(string? header, string value)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/v2/keys") { Content = JsonContent.Create(new CreateKey("by cookie", Role.Viewer), options: PlatformJson.Options) };
            if (header is not null)
            {
                request.Headers.Add(header, value);
            }
            return (await client.SendAsync(request)).StatusCode;
        }

        Assert.Equal(HttpStatusCode.Forbidden, await Post(null, ""));
        Assert.Equal(HttpStatusCode.Forbidden, await Post("Sec-Fetch-Site", "same-site"));
        Assert.Equal(HttpStatusCode.Forbidden, await Post("Origin", "http://127.0.0.1:3000"));
        Assert.Equal(HttpStatusCode.Created, await Post("Sec-Fetch-Site", "same-origin"));
        Assert.Equal(HttpStatusCode.Created, await Post("Origin", gateway.Address.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(HttpStatusCode.Created, await Post("X-Ctx-Csrf", "1"));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v2/session")).StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_not_only_the_cookie()
    {
        var key = await gateway.MakeKey(Role.Member);
        var cookie = await gateway.SignIn(key.Secret);
        var client = gateway.Client(cookie: cookie);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v2/session")).StatusCode);
        var request = new HttpRequestMessage(HttpMethod.Post, "/sign-out");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");

        using var signedOut = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, signedOut.StatusCode);
        using var refused = await client.GetAsync("/v2/session");
        Assert.Equal("session_ended", await RunningGateway.CodeOf(refused));
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client(key.Secret).GetAsync("/v2/session")).StatusCode);
    }

    [Fact]
    public async Task A_session_ends_with_the_key_that_opened_it()
    {
        var key = await gateway.MakeKey(Role.Member);
        var client = gateway.Client(cookie: await gateway.SignIn(key.Secret));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/v2/session")).StatusCode);

        (await gateway.Owner().PostAsync($"/v2/keys/{key.Key.Id}/revoke", null)).EnsureSuccessStatusCode();

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/v2/session")).StatusCode);
    }

    [Fact]
    public async Task A_session_expires()
    {
        var key = await gateway.MakeKey(Role.Member);
        var client = gateway.Client(cookie: await gateway.SignIn(key.Secret));

        gateway.Clock.Advance(TimeSpan.FromDays(31));

        using var refused = await client.GetAsync("/v2/session");
        Assert.Equal("session_expired", await RunningGateway.CodeOf(refused));
    }
}
