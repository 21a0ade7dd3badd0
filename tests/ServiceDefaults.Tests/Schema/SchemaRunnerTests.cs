using Harness;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceDefaults.Schema;
using ServiceDefaults.Tenancy;
using ServiceDefaults.Tests.Storage;
using Xunit;

namespace ServiceDefaults.Tests.Schema;

public sealed class SchemaRunnerTests : IAsyncLifetime
{
    private const int Migrations = 3;

    private readonly string name = TestPostgres.NewName("schema");
    private readonly List<ServiceProvider> providers = [];

    [Fact]
    public async Task Many_starters_at_once_apply_each_migration_once()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Runner().UpAsync(default)));
        Assert.Equal(Migrations, applied.Sum());
        Assert.Equal(["common 1 plumbing", "probe 1 notes", "probe 2 pages"], await ReadAsync("SELECT component || ' ' || version || ' ' || name FROM schema_versions ORDER BY 1"));
    }

    [Fact]
    public async Task All_the_way_up_down_and_up_again()
    {
        Assert.Equal(Migrations, await Runner().UpAsync(default));
        var before = await ShapeAsync();
        await Runner().RevertAllAsync(default);
        Assert.Empty(await ShapeAsync());
        Assert.Equal(Migrations, await Runner().UpAsync(default));
        Assert.Equal(before, await ShapeAsync());
        Assert.Equal(0, await Runner().UpAsync(default));
    }

    [Fact]
    public async Task A_later_migration_goes_on_top_of_what_is_there()
    {
        await Runner().UpAsync(default);
        await ExecuteAsync("ALTER TABLE notes DROP COLUMN pages; DELETE FROM schema_versions WHERE component = 'probe' AND version = 2; INSERT INTO notes (id, org_id, text) VALUES (gen_random_uuid(), gen_random_uuid(), 'kept')");
        Assert.Equal(1, await Runner().UpAsync(default));
        Assert.Equal(["kept"], await ReadAsync("SELECT text FROM notes WHERE pages IS NULL"));
    }

    [Fact]
    public async Task A_migration_that_fails_leaves_nothing_of_itself_and_says_which_it_was()
    {
        await Runner().UpAsync(default);
        await ExecuteAsync("DELETE FROM schema_versions WHERE component = 'probe' AND version = 2");
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => Runner().UpAsync(default));
        Assert.Contains("probe 0002_pages", failed.Message, StringComparison.Ordinal);
        Assert.Equal(["1"], await ReadAsync("SELECT version::text FROM schema_versions WHERE component = 'probe'"));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var provider in providers) await provider.DisposeAsync();
        await TestPostgres.DropAsync(name);
    }

    /// <summary>Each with a configuration and pools of its own, as N processes have them.</summary>
    private SchemaRunner Runner()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Identity:Key"] = TestPlatform.IdentityKey,
            ["ConnectionStrings:probedb"] = TestPostgres.Admin(name).ConnectionString,
        }).Build();
        var provider = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddSingleton(TimeProvider.System).AddSingleton<IdentitySigner>()
            .AddSingleton(p => Database<ProbeDb>.Create(p, "probe", "probedb")).BuildServiceProvider();
        providers.Add(provider);
        return SchemaRunner.For(provider.GetRequiredService<Database<ProbeDb>>());
    }

    private Task<List<string>> ShapeAsync() => ReadAsync(
        """
        SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT tablename || ': ' || policyname || ' ' || coalesce(qual, '') FROM pg_policies
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1
        """);

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<string>> ReadAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(TestPostgres.Admin(name).ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
