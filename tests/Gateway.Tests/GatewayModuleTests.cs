using Gateway.Domain;
using Harness;
using ServiceDefaults.Hosting;
using Xunit;

namespace Gateway.Tests;

public sealed class GatewayModuleTests(GatewayModuleTests.GatewayAlone gateway) : IClassFixture<GatewayModuleTests.GatewayAlone>
{
    [Fact]
    public Task The_committed_OpenAPI_document_is_what_is_served() => OpenApiProof.Holds(gateway.Platform, "gateway");

    [Fact]
    public async Task No_organisation_sees_or_changes_another_s_keys_sessions_or_sign_ins()
    {
        using var client = gateway.Platform.Outside();
        Assert.Single((await client.GetAsync($"/sign-in?token={GatewayAlone.Token}")).Headers.GetValues("Set-Cookie"));

        var tables = await RlsProof.Holds(gateway.Platform, "gateway");

        Assert.Superset(new HashSet<string> { "organisations", "api_keys", "sessions", "spent_sign_in_tokens" }, tables.ToHashSet());
    }

    /// <summary>The worker looks secrets up before it knows an organisation; it must not be able to do more.</summary>
    [Theory]
    [InlineData("UPDATE api_keys SET role = 'owner'")]
    [InlineData("DELETE FROM api_keys")]
    [InlineData("UPDATE sessions SET expires_at = now() + interval '1 year'")]
    [InlineData("DELETE FROM spent_sign_in_tokens")]
    public async Task The_worker_may_look_up_and_not_change(string sql)
    {
        await using var worker = await gateway.Platform.OpenWorkerAsync("gateway");
        await using var command = new Npgsql.NpgsqlCommand(sql, worker);

        Assert.Equal(0, await command.ExecuteNonQueryAsync());
    }

    [Fact]
    public void A_service_without_an_address_is_named_at_the_start()
    {
        var error = Assert.Throws<StartupException>(() => ServiceHost.Build([], [new GatewayModule()]));

        Assert.Contains("services__recorder__http__0", error.Message, StringComparison.Ordinal);
    }

    public sealed class GatewayAlone : PlatformFixture
    {
        public const string Token = "token-for-the-wall";

        protected override IReadOnlyList<IServiceModule> Modules { get; } = [new GatewayModule()];

        protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["services:recorder:http:0"] = "http://127.0.0.1:9", ["services:memory:http:0"] = "http://127.0.0.1:9", ["services:context:http:0"] = "http://127.0.0.1:9",
            ["services:policy:http:0"] = "http://127.0.0.1:9", ["Gateway:OwnerKey"] = KeySecret.From(new byte[32]), ["Gateway:SignInToken"] = Token,
        };
    }
}
