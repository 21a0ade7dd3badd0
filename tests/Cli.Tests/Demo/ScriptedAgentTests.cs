using Cli.Demo;
using Xunit;

namespace Cli.Tests.Demo;

/// <summary>The agent on its real scratch repository, without a platform: what it does depends on its context alone.</summary>
public sealed class ScriptedAgentTests
{
    private static readonly AgentScript Script = AgentScript.Load();

    private static async Task<(List<(string Command, int? Exit)> Commands, bool Finished)> Work(string task, string context)
    {
        using var workshop = Workshop.Open(Script.Tasks[task]);
        var agent = new ScriptedAgent(Script, Script.Tasks[task], context);
        var commands = new List<(string, int?)>();
        string? tool = null;
        var output = "";
        while (agent.Next(tool, output) is { } turn)
        {
            if (turn.Finish) return (commands, true);
            if (turn.Tool is null) continue;
            var result = await workshop.Use(turn.Tool, turn.Args, CancellationToken.None);
            (tool, output) = (turn.Tool, result.Text);
            if (turn.Tool == "shell") commands.Add((turn.Args["command"], result.ExitCode));
        }
        return (commands, false);
    }

    [Theory]
    [InlineData("first")]
    [InlineData("second")]
    public async Task Knowing_nothing_it_meets_the_dead_end_and_finds_the_way_out(string task)
    {
        var (commands, finished) = await Work(task, "## Task\n\nFix it.");
        Assert.True(finished);
        Assert.Equal(
            [("./run-tests.sh", 2), ("grep -n 'build/messages.sh' *.sh", 0), ("./build.sh --gen && ./run-tests.sh", 1), ("./build.sh --gen && ./run-tests.sh", 0)],
            commands);
    }

    [Fact]
    public async Task A_remembered_command_in_its_context_spares_it_the_dead_end()
    {
        var (commands, finished) = await Work("second", "<memory id=\"1\" type=\"warning\">\n`./run-tests.sh` fails until `./build.sh --gen` has been run; `./build.sh --gen && ./run-tests.sh` works.\n</memory>");
        Assert.True(finished);
        Assert.Equal([("./build.sh --gen && ./run-tests.sh", 1), ("./build.sh --gen && ./run-tests.sh", 0)], commands);
    }

    [Fact]
    public async Task A_useless_memory_changes_nothing()
    {
        var (commands, _) = await Work("second", "<memory id=\"1\" type=\"fact\">\nThe tests are in `run-tests.sh`.\n</memory>");
        Assert.Contains(("./run-tests.sh", 2), commands);
    }

    [Fact]
    public void The_agent_is_plainly_labelled_as_scripted() => Assert.Contains("no model", Script.Label, StringComparison.Ordinal);
}
