using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Substrate.Policies;
using Xunit;

namespace ServiceDefaults.Tests.Http;

public sealed class RefusalTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    [Theory]
    [InlineData("", "body_required", "body")]
    [InlineData("{\"text\":\"a\",\"mood\":\"plain\",\"colour\":1}", "unknown_field", "colour")]
    [InlineData("{\"text\":\"a\",\"mood\":\"plain\",\"pages\":\"7\"}", "invalid_field", "pages")]
    [InlineData("{\"text\":\"a\",\"mood\":\"plain\",\"pages\":99999999999}", "invalid_field", "pages")]
    [InlineData("{\"text\":\"a\",\"mood\":\"sad\"}", "invalid_field", "mood")]
    [InlineData("{\"text\":\"a\",\"mood\":0}", "invalid_field", "mood")]
    [InlineData("{\"mood\":\"plain\"}", "field_required", "text")]
    [InlineData("{\"text\":null,\"mood\":\"plain\"}", "field_required", "text")]
    [InlineData("{\"text\":\"a\",\"mood\":\"plain\",\"children\":[{\"text\":\"b\",\"mood\":\"plain\",\"pages\":true}]}", "invalid_field", "children[0].pages")]
    [InlineData("{\"text\":\"\",\"mood\":\"plain\"}", "text_required", "text")]
    [InlineData("null", "body_required", "body")]
    public async Task A_bad_body_is_refused_with_the_field_at_fault(string body, string code, string field)
    {
        var problem = await Post("/v2/probe/notes", body, HttpStatusCode.BadRequest);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_word_that_is_not_in_the_list_is_answered_with_the_list()
    {
        var problem = await Post("/v2/probe/notes", "{\"text\":\"a\",\"mood\":\"sad\"}", HttpStatusCode.BadRequest);
        Assert.Contains("one of", problem.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Contains("plain", problem.GetProperty("title").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_that_is_no_json_is_refused_with_line_and_position()
    {
        var problem = await Post("/v2/probe/notes", "{\n  \"text\": \"a\",\n  \"mood\" plain\n}", HttpStatusCode.BadRequest);
        Assert.Equal("invalid_json", problem.GetProperty("code").GetString());
        Assert.StartsWith("line 3, position ", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_over_the_routes_limit_is_413()
    {
        var problem = await Post("/v2/probe/small", $"{{\"text\":\"{new string('a', 200)}\",\"mood\":\"plain\"}}", HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal("body_too_large", problem.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_body_that_is_not_json_by_its_type_is_415()
    {
        using var client = fixture.As(CallerRole.Member);
        using var content = new StringContent("text=a");
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        using var response = await client.PostAsync(new Uri("/v2/probe/notes", UriKind.Relative), content);
        await Read(response, HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("/v2/probe/notes?limit=many", HttpStatusCode.BadRequest, "invalid_parameter")]
    [InlineData("/v2/probe/jobs?limit=-1", HttpStatusCode.BadRequest, "invalid_limit")]
    [InlineData("/v2/probe/jobs?limit=201", HttpStatusCode.BadRequest, "invalid_limit")]
    [InlineData("/v2/probe/jobs?cursor=nonsense", HttpStatusCode.BadRequest, "invalid_cursor")]
    [InlineData("/v2/probe/jobs?cursor=AAAAAAAAAAE", HttpStatusCode.BadRequest, "invalid_cursor")]
    [InlineData("/v2/probe/jobs?status=sleeping", HttpStatusCode.BadRequest, "invalid_status")]
    [InlineData("/v2/probe/jobs/0192f0c1-2b3c-7d4e-8f5a-6b7c8d9e0f1a", HttpStatusCode.NotFound, "job_not_found")]
    [InlineData("/v2/probe/jobs/seven", HttpStatusCode.NotFound, "no_such_route")]
    [InlineData("/v2/nowhere", HttpStatusCode.NotFound, "no_such_route")]
    [InlineData("/v2/probe/small", HttpStatusCode.MethodNotAllowed, "method_not_allowed")]
    public async Task A_bad_address_or_parameter_is_a_problem_too(string path, HttpStatusCode status, string code)
    {
        using var client = fixture.As(CallerRole.Viewer);
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(code, (await Read(response, status)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_bug_answers_500_with_a_request_id_and_no_inside_of_ours()
    {
        using var client = fixture.As(CallerRole.Viewer);
        using var response = await client.GetAsync(new Uri("/v2/probe/broken", UriKind.Relative));
        var problem = await Read(response, HttpStatusCode.InternalServerError);
        Assert.Equal("internal_error", problem.GetProperty("code").GetString());
        Assert.NotEqual("", problem.GetProperty("requestId").GetString());
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Busy_says_when_to_come_back()
    {
        using var client = fixture.As(CallerRole.Viewer);
        using var response = await client.GetAsync(new Uri("/v2/probe/busy", UriKind.Relative));
        await Read(response, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nonsense")]
    [InlineData("e30.AAAA")]
    public async Task A_request_without_a_valid_identity_is_401(string? header)
    {
        using var client = fixture.Platform.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/probe/notes");
        if (header is not null) request.Headers.Add("X-Ctx-Identity", header);
        using var response = await client.SendAsync(request);
        Assert.Equal("identity_required", (await Read(response, HttpStatusCode.Unauthorized)).GetProperty("code").GetString());
    }

    private async Task<JsonElement> Post(string path, string body, HttpStatusCode status)
    {
        using var client = fixture.As(CallerRole.Member);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        return await Read(response, status);
    }

    private static async Task<JsonElement> Read(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var document = JsonDocument.Parse(text);
        var problem = document.RootElement.Clone();
        Assert.NotEqual("", problem.GetProperty("title").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.GetProperty("requestId").GetString());
        return problem;
    }
}
