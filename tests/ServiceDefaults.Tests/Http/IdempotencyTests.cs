using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Tenancy;
using Substrate.Policies;
using Xunit;

namespace ServiceDefaults.Tests.Http;

public sealed class IdempotencyTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    [Fact]
    public async Task The_same_key_and_body_get_the_stored_answer()
    {
        var (first, answer, _) = await SendAsync("a", "same");
        var (second, again, replayed) = await SendAsync("a", "same");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first, second));
        Assert.Equal(answer, again);
        Assert.True(replayed);
        Assert.Equal(1L, await fixture.Platform.ScalarAsync<long>("probe", "SELECT count(*) FROM notes WHERE text = 'same'"));
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_422()
    {
        await SendAsync("b", "one");
        var (status, answer, _) = await SendAsync("b", "other");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal("idempotency_key_reused", Code(answer));
        Assert.Equal(0L, await fixture.Platform.ScalarAsync<long>("probe", "SELECT count(*) FROM notes WHERE text = 'other'"));
    }

    [Fact]
    public async Task A_refusal_is_not_kept()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("c", "")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("c", "mended")).Status);
    }

    [Fact]
    public async Task A_key_belongs_to_its_organisation()
    {
        await SendAsync("d", "ours");
        var (status, _, replayed) = await SendAsync("d", "theirs", Guid.CreateVersion7());
        Assert.Equal((HttpStatusCode.OK, false), (status, replayed));
    }

    [Fact]
    public async Task Many_at_once_have_one_effect()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => SendAsync("e", "storm")));
        Assert.All(answers, answer => Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Conflict, answer.Answer));
        Assert.Single(answers.Where(answer => answer.Status == HttpStatusCode.OK).Select(answer => answer.Answer).Distinct());
        Assert.Equal(1L, await fixture.Platform.ScalarAsync<long>("probe", "SELECT count(*) FROM notes WHERE text = 'storm'"));
    }

    [Fact]
    public async Task A_key_left_by_a_dead_process_can_be_used_again_after_a_while()
    {
        await SendAsync("f", "abandoned");
        var key = fixture.Services.GetRequiredService<OrgKeys>().Fingerprint(fixture.Org, "idempotency", "f");
        await fixture.Platform.ExecuteAsync("probe", "UPDATE idempotency_keys SET status = NULL, body = NULL WHERE key = $1", key);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync("f", "abandoned")).Status);
        await fixture.Platform.ExecuteAsync("probe", "UPDATE idempotency_keys SET created_at = now() - interval '3 minutes' WHERE key = $1", key);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("f", "abandoned")).Status);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        var (status, answer, _) = await SendAsync(key, "x");
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_idempotency_key"), (status, Code(answer)));
    }

    private async Task<(HttpStatusCode Status, string Answer, bool Replayed)> SendAsync(string key, string text, Guid? org = null)
    {
        using var client = fixture.As(CallerRole.Member, org);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/probe/notes")
        {
            Content = new StringContent($$"""{"text":"{{text}}","mood":"plain"}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Contains("Idempotency-Replayed"));
    }

    private static string? Code(string problem)
    {
        using var document = JsonDocument.Parse(problem);
        return document.RootElement.GetProperty("code").GetString();
    }
}
