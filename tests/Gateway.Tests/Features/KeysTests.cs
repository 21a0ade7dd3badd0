using System.Net;
using System.Net.Http.Json;
using Contracts;
using Contracts.Gateway;
using Harness;
using Substrate.Json;
using Xunit;

namespace Gateway.Tests.Features;

public sealed class KeysTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Fact]
    public async Task A_new_key_opens_and_its_secret_is_shown_once()
    {
        var made = await gateway.MakeKey(Role.Member, name: "ci");

        var session = await gateway.Client(made.Secret).GetFromJsonAsync<SessionView>("/v2/session", PlatformJson.Options);
        var listed = await gateway.Owner().GetStringAsync("/v2/keys");

        Assert.Equal(Role.Member, session!.Role);
        Assert.StartsWith("ci (ctx_", session.Subject, StringComparison.Ordinal);
        Assert.Contains(made.Key.Prefix, listed, StringComparison.Ordinal);
        Assert.DoesNotContain(made.Secret, listed, StringComparison.Ordinal);
        Assert.Equal(0, await gateway.Query<long>($"SELECT count(*) FROM api_keys k WHERE k::text LIKE '%{made.Secret}%'"));
    }

    [Fact]
    public async Task The_configured_owner_key_opens_also_after_a_restart()
    {
        var before = await gateway.Owner().GetFromJsonAsync<SessionView>("/v2/session", PlatformJson.Options);
        await gateway.Restart();
        var after = await gateway.Owner().GetFromJsonAsync<SessionView>("/v2/session", PlatformJson.Options);

        Assert.Equal(Role.Owner, before!.Role);
        Assert.Equal(before, after);
        Assert.Equal(1, await gateway.Query<long>("SELECT count(*) FROM api_keys WHERE managed"));
    }

    [Fact]
    public async Task The_owner_key_ends_with_its_configuration_and_not_by_request()
    {
        var own = (await gateway.Owner().GetFromJsonAsync<Page<KeyView>>("/v2/keys?limit=200", PlatformJson.Options))!.Items.Single(key => key.Name == "owner");

        using var refused = await gateway.Owner().PostAsync($"/v2/keys/{own.Id}/revoke", null);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("key_managed", await RunningGateway.CodeOf(refused));
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_here_and_soon_in_another_replica()
    {
        var first = gateway.Address;
        var made = await gateway.MakeKey(Role.Viewer);
        var second = await gateway.Start();
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client(made.Secret, address: first).GetAsync("/v2/session")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client(made.Secret, address: second).GetAsync("/v2/session")).StatusCode);

        using var revoked = await gateway.Client(gateway.OwnerKey, address: first).PostAsync($"/v2/keys/{made.Key.Id}/revoke", null);
        revoked.EnsureSuccessStatusCode();

        using var here = await gateway.Client(made.Secret, address: first).GetAsync("/v2/session");
        Assert.Equal("key_revoked", await RunningGateway.CodeOf(here));
        // The clock of the replicas stands: only the notification can have told the other one.
        await Eventually.Holds(
            async () => (await gateway.Client(made.Secret, address: second).GetAsync("/v2/session")).StatusCode == HttpStatusCode.Unauthorized, "the other replica refuses the key");
    }

    [Fact]
    public async Task Revoking_twice_changes_nothing()
    {
        var made = await gateway.MakeKey(Role.Viewer);

        var first = await (await gateway.Owner().PostAsync($"/v2/keys/{made.Key.Id}/revoke", null)).Content.ReadFromJsonAsync<KeyView>(PlatformJson.Options);
        gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await (await gateway.Owner().PostAsync($"/v2/keys/{made.Key.Id}/revoke", null)).Content.ReadFromJsonAsync<KeyView>(PlatformJson.Options);

        Assert.NotNull(first!.RevokedAt);
        Assert.Equal(first.RevokedAt!.Value, second!.RevokedAt!.Value, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task An_expired_key_is_told_so()
    {
        var made = await gateway.MakeKey(Role.Viewer, expiresInDays: 1);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client(made.Secret).GetAsync("/v2/session")).StatusCode);

        gateway.Clock.Advance(TimeSpan.FromDays(1.01));

        using var refused = await gateway.Client(made.Secret).GetAsync("/v2/session");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal("key_expired", await RunningGateway.CodeOf(refused));
    }

    [Theory]
    [InlineData("{\"name\":\"\",\"role\":\"viewer\"}", "name")]
    [InlineData("{\"name\":\"ci\",\"role\":\"viewer\",\"expiresInDays\":0}", "expiresInDays")]
    [InlineData("{\"name\":\"ci\",\"role\":\"king\"}", "role")]
    [InlineData("{\"name\":\"ci\",\"role\":\"viewer\",\"scope\":\"x\"}", "scope")]
    public async Task A_field_at_fault_is_named(string body, string field)
    {
        using var refused = await gateway.Owner().PostAsync("/v2/keys", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains($"\"field\":\"{field}\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_admin_neither_makes_nor_revokes_an_owner_key()
    {
        var admin = await gateway.MakeKey(Role.Admin);
        var owner = await gateway.MakeKey(Role.Owner);

        using var made = await gateway.Client(admin.Secret).PostAsJsonAsync("/v2/keys", new CreateKey("x", Role.Owner), PlatformJson.Options);
        using var revoked = await gateway.Client(admin.Secret).PostAsync($"/v2/keys/{owner.Key.Id}/revoke", null);
        using var allowed = await gateway.Client(admin.Secret).PostAsJsonAsync("/v2/keys", new CreateKey("x", Role.Admin), PlatformJson.Options);

        Assert.Equal((HttpStatusCode.Forbidden, "role_above_own"), (made.StatusCode, await RunningGateway.CodeOf(made)));
        Assert.Equal((HttpStatusCode.Forbidden, "role_above_own"), (revoked.StatusCode, await RunningGateway.CodeOf(revoked)));
        Assert.Equal(HttpStatusCode.Created, allowed.StatusCode);
    }

    [Fact]
    public async Task A_repeated_request_gets_the_same_key_and_secret()
    {
        var same = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Create("retry-1", "ci")));
        using var other = await Send("retry-1", "another name");

        Assert.Single(same.Select(made => (made.Key.Id, made.Secret)).Distinct());
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused"), (other.StatusCode, await RunningGateway.CodeOf(other)));
        Assert.Equal(HttpStatusCode.OK, (await gateway.Client(same[0].Secret).GetAsync("/v2/session")).StatusCode);
        Assert.Equal(1, await gateway.Query<long>("SELECT count(*) FROM api_keys WHERE idempotency_key IS NOT NULL"));

        async Task<KeyCreated> Create(string idempotencyKey, string name)
        {
            using var response = await Send(idempotencyKey, name);
            response.EnsureSuccessStatusCode();
            return (await response.Content.ReadFromJsonAsync<KeyCreated>(PlatformJson.Options))!;
        }

        Task<HttpResponseMessage> Send(string idempotencyKey, string name)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/v2/keys") { Content = JsonContent.Create(new CreateKey(name, Role.Viewer), options: PlatformJson.Options) };
            request.Headers.Add("Idempotency-Key", idempotencyKey);
            return gateway.Owner().SendAsync(request);
        }
    }

    [Fact]
    public async Task Keys_come_newest_first_in_pages()
    {
        for (var number = 0; number < 3; number++)
        {
            await gateway.MakeKey(Role.Viewer, name: $"page {number}");
            gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = await gateway.Owner().GetFromJsonAsync<Page<KeyView>>($"/v2/keys?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}", PlatformJson.Options);
            names.AddRange(page!.Items.Select(key => key.Name));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(["page 2", "page 1", "page 0"], names.Where(name => name.StartsWith("page", StringComparison.Ordinal)));
        Assert.Equal(await gateway.Query<long>("SELECT count(*) FROM api_keys"), names.Count);
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=201")]
    [InlineData("limit=-1")]
    [InlineData("cursor=nonsense")]
    public async Task A_page_that_cannot_be_is_refused(string query) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await gateway.Owner().GetAsync($"/v2/keys?{query}")).StatusCode);

    [Fact]
    public async Task When_a_key_was_last_used_is_written_down_later()
    {
        var made = await gateway.MakeKey(Role.Viewer);
        await gateway.Client(made.Secret).GetAsync("/v2/session");

        await Eventually.Holds(
            async () => await gateway.Query<bool>($"SELECT last_used_at IS NOT NULL FROM api_keys WHERE id = '{made.Key.Id}'"), "the use was written down");
    }

    [Fact]
    public async Task An_unknown_key_cannot_be_revoked() =>
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Owner().PostAsync($"/v2/keys/{Guid.NewGuid()}/revoke", null)).StatusCode);
}
