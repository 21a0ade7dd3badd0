using Harness;
using Xunit;

namespace ServiceDefaults.Tests.Tenancy;

public sealed class RowLevelSecurityTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    [Theory]
    [InlineData("orgs")]
    [InlineData("outbox")]
    [InlineData("outbox_deliveries")]
    [InlineData("inbox")]
    [InlineData("dead_letters")]
    [InlineData("jobs")]
    [InlineData("job_errors")]
    [InlineData("idempotency_keys")]
    public Task Another_organisation_reads_and_changes_nothing_of_a_common_table(string table) => RlsProof.Table(fixture.Platform, "probe", table);

    [Fact]
    public async Task Every_table_of_a_service_is_walled()
    {
        Assert.Contains("notes", await RlsProof.Holds(fixture.Platform, "probe"));
        Assert.Contains("heard", await RlsProof.Holds(fixture.Platform, "echo"));
    }

    [Theory]
    [InlineData("ALTER TABLE notes NO FORCE ROW LEVEL SECURITY", "ALTER TABLE notes FORCE ROW LEVEL SECURITY")]
    [InlineData("ALTER TABLE notes DISABLE ROW LEVEL SECURITY", "ALTER TABLE notes ENABLE ROW LEVEL SECURITY")]
    [InlineData("CREATE POLICY hole ON notes USING (true)", "DROP POLICY hole ON notes")]
    [InlineData("CREATE POLICY hole ON notes FOR INSERT WITH CHECK (true)", "DROP POLICY hole ON notes")]
    public async Task The_proof_fails_for_a_table_with_a_hole(string breach, string repair)
    {
        await RlsProof.Table(fixture.Platform, "probe", "notes");
        await fixture.Platform.ExecuteAsync("probe", breach);
        await Assert.ThrowsAnyAsync<Exception>(() => RlsProof.Table(fixture.Platform, "probe", "notes"));
        await fixture.Platform.ExecuteAsync("probe", repair);
        await RlsProof.Table(fixture.Platform, "probe", "notes");
    }

    [Fact]
    public async Task The_worker_sees_plumbing_across_organisations_and_nothing_of_the_domain()
    {
        await RlsProof.Holds(fixture.Platform, "probe");
        await using var worker = await fixture.Platform.OpenWorkerAsync("probe");
        Assert.True(await Count(worker, "orgs") > 0);
        Assert.True(await Count(worker, "jobs") > 0);
        Assert.Equal(0, await Count(worker, "notes"));
    }

    private static async Task<long> Count(Npgsql.NpgsqlConnection connection, string table)
    {
        await using var command = new Npgsql.NpgsqlCommand($"SELECT count(*) FROM {table}", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
