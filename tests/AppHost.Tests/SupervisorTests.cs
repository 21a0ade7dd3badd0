using System.Diagnostics;
using System.Globalization;
using AppHost.Local;
using Xunit;

namespace AppHost.Tests;

/// <summary>The engine with real, small children: shell scripts that say what happened to them in files.</summary>
public sealed class SupervisorTests : IDisposable
{
    private static readonly RestartPolicy Quick = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(50), 3, TimeSpan.FromMinutes(1));
    private readonly string folder = Directory.CreateTempSubdirectory("ctx-engine-").FullName;

    [Fact]
    public async Task Processes_start_after_what_they_depend_on_is_ready_and_stop_before_it()
    {
        var board = new Recording();
        await using (var engine = Engine(board,
            Script("service", "trap 'exit 0' TERM; touch service.up; while :; do sleep 0.02; done", "service.up") with { DependsOn = ["database"] },
            Script("database", "trap 'exit 0' TERM; sleep 0.3; touch database.up; while :; do sleep 0.02; done", "database.up")))
        {
            engine.Start();
            await engine.AllReady.WaitAsync(Patience);
        }

        Assert.Equal(["database Starting", "database Ready", "service Starting", "service Ready", "service Stopped", "database Stopped"], board.Events);
    }

    [Fact]
    public async Task A_child_that_ignores_SIGTERM_is_killed_with_all_it_started()
    {
        int child, grandchild;
        await using (var engine = Engine(new Recording(), Script("stubborn", "trap '' TERM; sleep 600 & echo $! > grandchild; touch up; while :; do sleep 0.02; done", "up") with { Grace = TimeSpan.FromMilliseconds(200) }))
        {
            engine.Start();
            await engine.AllReady.WaitAsync(Patience);
            child = engine["stubborn"].Pid!.Value;
            grandchild = int.Parse(await File.ReadAllTextAsync(In("grandchild")), CultureInfo.InvariantCulture);
            Assert.True(IsAlive(child) && IsAlive(grandchild));
        }

        await Until(() => !IsAlive(child) && !IsAlive(grandchild));
    }

    [Fact]
    public async Task A_child_that_dies_is_started_again()
    {
        await using var engine = Engine(new Recording(), Script("service", "echo x >> starts; touch up; exec sleep 600", "up"));
        engine.Start();
        await engine.AllReady.WaitAsync(Patience);
        var first = engine["service"].Pid!.Value;
        Signals.Send(first, Signals.Kill);
        await Until(() => engine["service"].State == UnitState.Ready && engine["service"].Pid != first);
        Assert.Equal(2, File.ReadLines(In("starts")).Count());
    }

    [Fact]
    public async Task A_child_that_keeps_failing_is_given_up_after_the_limit_with_its_log_named()
    {
        await using var engine = Engine(new Recording(), Script("broken", "echo x >> starts; echo 'no such table' >&2; exit 3", "never"));
        engine.Start();
        var reason = await engine.GaveUp.WaitAsync(Patience);
        Assert.Equal(Quick.Limit, File.ReadLines(In("starts")).Count());
        Assert.Contains("broken ended with exit code 3", reason, StringComparison.Ordinal);
        await Until(() => engine["broken"].Log.Tail().Contains("no such table"));
    }

    [Fact]
    public async Task Children_lead_a_session_of_their_own_and_know_who_started_them()
    {
        await using var engine = Engine(new Recording(), Script("service", "env > seen.new; mv seen.new seen; touch up; exec sleep 600", "up") with
        {
            Environment = new Dictionary<string, string> { ["ConnectionStrings__recorderdb"] = "Host=here" },
        });
        Environment.SetEnvironmentVariable("ConnectionStrings__otherdb", "from the shell");
        engine.Start();
        await engine.AllReady.WaitAsync(Patience);
        var seen = await File.ReadAllLinesAsync(In("seen"));
        Environment.SetEnvironmentVariable("ConnectionStrings__otherdb", null);
        Assert.Contains("ConnectionStrings__recorderdb=Host=here", seen);
        Assert.DoesNotContain(seen, l => l.StartsWith("ConnectionStrings__otherdb", StringComparison.Ordinal));
        Assert.Contains(seen, l => l.StartsWith(Leftovers.MarkVariable + "=", StringComparison.Ordinal));
        Assert.Equal(engine["service"].Pid, ProcessEntry.Read(engine["service"].Pid!.Value)!.Value.Group);
    }

    [Fact]
    public async Task What_a_killed_engine_left_behind_is_ended_and_nothing_else_is()
    {
        using var bystander = Process.Start(new ProcessStartInfo("sleep", "600"))!;
        using var orphan = Orphan("dead-engine", "trap '' TERM; sleep 600 & echo $! > hidden; while :; do sleep 0.02; done");
        using var reused = Process.Start(new ProcessStartInfo("sleep", "600"))!;
        await Until(() => File.Exists(In("hidden")) && new FileInfo(In("hidden")).Length > 0);
        var hidden = int.Parse(await File.ReadAllTextAsync(In("hidden")), CultureInfo.InvariantCulture);
        var run = Directory.CreateDirectory(In("run")).FullName;
        new RunRecord(RunRecord.Engine, 1, 0, "dead-engine", Signals.Term).Write(run);
        // The same number, another process: it started at another time.
        new RunRecord("service", reused.Id, 1, "dead-engine", Signals.Term).Write(run);

        Leftovers.End(run);

        Assert.False(IsAlive(orphan.Id));
        Assert.False(IsAlive(hidden));
        Assert.True(IsAlive(bystander.Id));
        Assert.True(IsAlive(reused.Id));
        Assert.Empty(RunRecord.ReadAll(run));
        bystander.Kill();
        reused.Kill();
    }

    [Fact]
    public async Task Children_die_with_the_thread_that_stands_for_the_engine()
    {
        // The launcher's thread ends as it would with a killed process; the kernel does the rest.
        var launcher = new Launcher("short-lived");
        var child = await launcher.Start(Script("service", "exec sleep 600", "never"));
        await Until(() => File.ReadAllText($"/proc/{child.Id}/comm").Trim() == "sleep");
        launcher.Dispose();
        await Until(() => !IsAlive(child.Id));
    }

    [Fact]
    public void A_circle_of_dependencies_is_refused()
    {
        var a = Script("a", "", "") with { DependsOn = ["b"] };
        var b = Script("b", "", "") with { DependsOn = ["a"] };
        Assert.Throws<CannotStart>(() => Supervisor.InOrder([a, b]));
    }

    [Fact]
    public void A_missing_program_is_one_line_with_the_command_that_installs_it()
    {
        var missing = Assert.Throws<CannotStart>(() => Prerequisites.Check([new ProcessSpec { Name = "postgres", Command = "/nowhere/bin/postgres", Probe = _ => Task.FromResult(true) }]));
        Assert.EndsWith(PostgresServer.Install, missing.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', missing.Message);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static TimeSpan Patience => TimeSpan.FromSeconds(30);

    private string In(string name) => Path.Combine(folder, name);

    private Supervisor Engine(IBoard board, params ProcessSpec[] specs) => new(specs, In("run"), In("logs"), board, Quick);

    private ProcessSpec Script(string name, string body, string upFile) => new()
    {
        Name = name,
        Command = "/bin/sh",
        Arguments = ["-c", body],
        WorkingDirectory = folder,
        Prepare = _ =>
        {
            File.Delete(In(upFile));
            return Task.CompletedTask;
        },
        Probe = _ => Task.FromResult(File.Exists(In(upFile))),
    };

    private Process Orphan(string mark, string body)
    {
        var info = new ProcessStartInfo("setsid", ["/bin/sh", "-c", body]) { WorkingDirectory = folder };
        info.Environment[Leftovers.MarkVariable] = mark;
        return Process.Start(info)!;
    }

    private static bool IsAlive(int pid) => ProcessEntry.Read(pid) is { State: not 'Z' };

    private static async Task Until(Func<bool> condition)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "waited in vain");
            await Task.Delay(10);
        }
    }

    private sealed class Recording : IBoard
    {
        private readonly Lock gate = new();
        private readonly List<string> events = [];

        public IReadOnlyList<string> Events
        {
            get
            {
                lock (gate)
                {
                    return [.. events];
                }
            }
        }

        public void Show(IReadOnlyList<Unit> all)
        {
        }

        public void Changed(Unit unit, string? detail)
        {
            lock (gate)
            {
                events.Add($"{unit.Spec.Name} {unit.State}");
            }
        }

        public void Line(string source, string text)
        {
        }

        public void Say(string text)
        {
        }
    }
}
