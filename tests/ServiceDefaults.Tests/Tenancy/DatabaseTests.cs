using Harness;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceDefaults.Tenancy;
using ServiceDefaults.Tests.Storage;
using Xunit;

namespace ServiceDefaults.Tests.Tenancy;

public sealed class DatabaseTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    private Database<ProbeDb> Database => fixture.Services.GetRequiredService<Database<ProbeDb>>();

    [Fact]
    public async Task A_pooled_connection_carries_no_organisation_to_its_next_user()
    {
        var (a, b) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var pids = new List<int>();
        await using (var first = await Database.OpenAsync(a, default))
        {
            pids.Add(first.ProcessID);
            await WriteAsync(first, a);
            Assert.Equal(1, await CountAsync(first));
        }
        await using (var second = await Database.OpenAsync(b, default))
        {
            pids.Add(second.ProcessID);
            Assert.Equal(0, await CountAsync(second));
        }
        await using (var third = await Database.OpenAsync(a, default)) Assert.Equal(1, await CountAsync(third));
        Assert.Single(pids.Distinct());
    }

    [Fact]
    public async Task A_context_for_one_organisation_sees_only_its_rows_also_after_its_connection_was_returned()
    {
        var (a, b) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using var ofA = Database.CreateContext(a);
        await using var ofB = Database.CreateContext(b);
        ofA.Notes.Add(new Note { Id = Guid.CreateVersion7(), OrgId = a, Text = "a", Mood = Mood.VeryHappy });
        await ofA.SaveChangesAsync();
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(0, await ofB.Notes.CountAsync());
            Assert.Equal(Mood.VeryHappy, (await ofA.Notes.AsNoTracking().SingleAsync()).Mood);
        }
        ofB.Notes.Add(new Note { Id = Guid.CreateVersion7(), OrgId = a, Text = "smuggled" });
        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => ofB.SaveChangesAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, ((PostgresException)refused.InnerException!).SqlState);
    }

    [Fact]
    public async Task Every_organisation_that_was_served_is_known()
    {
        var org = Guid.CreateVersion7();
        await using (await Database.OpenAsync(org, default)) { }
        Assert.Contains(org, await Database.OrgsAsync(default));
    }

    [Fact]
    public void A_scoped_context_without_a_caller_is_refused()
    {
        using var scope = fixture.Services.CreateScope();
        Assert.Throws<InvalidOperationException>(() => scope.ServiceProvider.GetRequiredService<ProbeDb>());
    }

    [Fact]
    public async Task One_services_roles_cannot_enter_anothers_database()
    {
        await using var probe = await fixture.Platform.OpenAppAsync("probe");
        var login = new NpgsqlConnectionStringBuilder(probe.ConnectionString) { Database = fixture.Platform.Databases["echo"], Password = Database.Roles.PasswordOf("probe_app"), Pooling = false };
        await using var connection = new NpgsqlConnection(login.ConnectionString);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    private static async Task WriteAsync(NpgsqlConnection connection, Guid org)
    {
        await using var command = new NpgsqlCommand("INSERT INTO notes (id, org_id, text) VALUES ($1, $2, 'x')", connection) { Parameters = { new() { Value = Guid.CreateVersion7() }, new() { Value = org } } };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT count(*) FROM notes", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
