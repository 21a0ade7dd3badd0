using System.Collections;
using System.Runtime.CompilerServices;
using AppHost.Local;
using Npgsql;
using Xunit;

namespace AppHost.Tests;

/// <summary>The real servers, in directories and on ports of their own.</summary>
public sealed class ServerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ctx-servers-").FullName;

    [Fact]
    public async Task PostgreSQL_keeps_what_was_committed_over_kill_9_and_over_a_stop()
    {
        var server = new PostgresServerResource("postgres");
        server.Databases.Add(new PostgresDatabaseResource("recorderdb", "recorderdb", server));
        using (var state = StateDirectory.Open(folder, fresh: false))
        {
            var plan = Make(state, server);
            await using var engine = new Supervisor(plan, state.Run, state.Logs, new PlainBoard(TextWriter.Null), RestartPolicy.Default);
            engine.Start();
            await Ready(engine);
            var connection = Connection(state, plan);
            await Run(connection, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)");
            var first = engine["postgres"].Pid!.Value;
            Signals.Send(first, Signals.Kill);
            await Until(() => engine["postgres"].Pid != first && engine["postgres"].State == UnitState.Ready);
            NpgsqlConnection.ClearAllPools();
            Assert.Equal(1L, await Run(connection, "SELECT count(*) FROM kept"));
            Assert.Equal("on", await Run(connection, "SHOW fsync"));
            Assert.Equal("127.0.0.1", await Run(connection, "SHOW listen_addresses"));
            NpgsqlConnection.ClearAllPools();
        }

        using var again = StateDirectory.Open(folder, fresh: false);
        var second = Make(again, server);
        await using var restarted = new Supervisor(second, again.Run, again.Logs, new PlainBoard(TextWriter.Null), RestartPolicy.Default);
        restarted.Start();
        await Ready(restarted);
        Assert.Equal(1L, await Run(Connection(again, second), "SELECT count(*) FROM kept"));
        NpgsqlConnection.ClearAllPools();
    }

    [Fact]
    public async Task RabbitMQ_and_Redis_run_as_private_nodes_and_leave_nothing_behind()
    {
        using var state = StateDirectory.Open(folder, fresh: false);
        var plan = Make(state, new RabbitMQServerResource("messaging"), new RedisResource("cache"));
        string mark;
        await using (var engine = new Supervisor(plan, state.Run, state.Logs, new PlainBoard(TextWriter.Null), RestartPolicy.Default))
        {
            engine.Start();
            await Ready(engine);
            mark = ProcessEntry.Read(engine["messaging"].Pid!.Value)!.Value.Mark()!;
            Assert.True(ProcessEntry.All().Count(p => p.Mark() == mark) >= 3);
            var first = engine["messaging"].Pid!.Value;
            Signals.Send(first, Signals.Kill);
            await Until(() => engine["messaging"].Pid != first && engine["messaging"].State == UnitState.Ready);
        }

        Assert.DoesNotContain(ProcessEntry.All(), p => p.Mark() == mark);
        Assert.Empty(RunRecord.ReadAll(state.Run));
    }

    [Fact]
    public void A_given_connection_string_stands_in_for_the_server()
    {
        using var state = StateDirectory.Open(folder, fresh: false);
        var given = Settings.Read([], new Hashtable { ["ConnectionStrings__postgres"] = "Host=db;Username=u;Password=p", ["ConnectionStrings__messaging"] = "amqp://elsewhere", ["ConnectionStrings__cache"] = "elsewhere:1" });
        var server = new PostgresServerResource("postgres");
        server.Databases.Add(new PostgresDatabaseResource("recorderdb", "recorderdb", server));
        var plan = Plan.Make([server, new RabbitMQServerResource("messaging"), new RedisResource("cache")], given, state, Root(), new Ports());
        Assert.Empty(plan.Processes);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static IReadOnlyList<ProcessSpec> Make(StateDirectory state, params IResource[] resources) =>
        Plan.Make(resources, Settings.Read([], new Hashtable()), state, Root(), new Ports()).Processes;

    private static async Task Ready(Supervisor engine)
    {
        var first = await Task.WhenAny(engine.AllReady, engine.GaveUp).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Null(first == engine.GaveUp ? await engine.GaveUp : null);
    }

    private static string Connection(StateDirectory state, IReadOnlyList<ProcessSpec> plan) =>
        PostgresServer.Connection(int.Parse(plan[0].Address.Split(':')[1]), state.Secret("postgres-password", () => ""), "postgres");

    private static async Task<object?> Run(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static async Task Until(Func<bool> condition)
    {
        var deadline = DateTime.UtcNow.AddMinutes(2);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "waited in vain");
            await Task.Delay(20);
        }
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
