using System.Net;
using System.Net.Http.Headers;
using Xunit;

namespace Gateway.Tests.Features;

public sealed class DashboardTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Theory]
    [InlineData("/")]
    [InlineData("/runs/0199")]
    [InlineData("/memories/v1.2?tab=usage")]
    public async Task Every_page_s_address_opens_the_dashboard(string path)
    {
        using var page = await Html(await SignedIn(), path);

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("<title>dashboard</title>", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("no-cache", page.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Somebody_who_is_not_signed_in_gets_a_page_to_do_so_and_keeps_the_address()
    {
        using var page = await Html(gateway.Client(), "/runs/0199?tab=\"><script>");

        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, page.StatusCode);
        Assert.Contains("<form method=\"post\" action=\"/sign-in\">", html, StringComparison.Ordinal);
        Assert.Contains("value=\"/runs/0199", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Files_whose_name_holds_their_hash_are_kept_for_ever_and_sent_compressed()
    {
        var client = gateway.Client();
        client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));

        using var file = await client.GetAsync("/assets/index-3f2a.js");

        Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        Assert.Contains("immutable", file.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal(["br"], file.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("/assets/gone-0000.js")]
    [InlineData("/assets/..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/../../etc/passwd")]
    public async Task A_file_that_is_not_there_is_not_the_dashboard(string path)
    {
        using var response = await gateway.Owner().GetAsync(new Uri(gateway.Address, path));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Without_a_built_dashboard_a_page_says_how_to_build_it()
    {
        var moved = gateway.DashboardFolder + "-away";
        Directory.Move(gateway.DashboardFolder, moved);
        try
        {
            await gateway.Restart();
            using var page = await Html(await SignedIn(), "/");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
            Assert.Contains("npm --prefix web run build", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Move(moved, gateway.DashboardFolder);
        }

        // Built meanwhile: no restart is needed.
        using var built = await Html(await SignedIn(), "/");
        Assert.Equal(HttpStatusCode.OK, built.StatusCode);
    }

    [Fact]
    public async Task The_reference_shows_all_services_in_one_document()
    {
        var client = await SignedIn();

        var document = await client.GetStringAsync("/openapi.json");
        using var page = await Html(client, "/reference/index.html");
        using var script = await client.GetAsync("/reference/swagger-ui-bundle.js");
        var html = await page.Content.ReadAsStringAsync();

        Assert.Contains("\"/v2/recorder\"", document, StringComparison.Ordinal);
        Assert.Contains("\"/v2/keys\"", document, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(HttpStatusCode.OK, script.StatusCode);
        // The content policy runs no script that stands in the page.
        Assert.DoesNotMatch("<script(?![^>]*src=)[^>]*>\\s*\\S", html);
        Assert.DoesNotMatch("(src|href)=\"https?:", html);
    }

    [Fact]
    public async Task The_reference_is_for_people_who_are_signed_in() =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.Client().GetAsync("/reference/index.html")).StatusCode);

    private async Task<HttpClient> SignedIn() => gateway.Client(cookie: await gateway.SignIn(gateway.OwnerKey));

    private static Task<HttpResponseMessage> Html(HttpClient client, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html,application/xhtml+xml");
        return client.SendAsync(request);
    }
}
