using System.CommandLine;
using Cli.Commands;

namespace Cli.Demo;

internal static class DemoCommand
{
    public static Command Create(Options options)
    {
        Option<int> wait = new("--wait") { Description = "Seconds to wait for the memory of run 1.", DefaultValueFactory = _ => 60 };
        var command = new Command("demo", "A scripted agent (no model) works twice; the second time it is helped by what the first learned. Exit 1 on any difference") { wait };
        options.Run(command, async (parsed, session) =>
        {
            var report = await new Scenario(session, TimeSpan.FromSeconds(parsed.GetValue(wait)), line => Say(session, line)).Play();
            session.Terminal.Result(report, _ => session.Terminal.Raw(report.Ok ? "The demo passed: the memory changed what the agent did." : $"The demo failed: {string.Join("; ", report.Checks.Where(check => !check.Passed).Select(check => check.Name))}"));
            return report.Ok ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static void Say(Session session, string line)
    {
        if (session.Terminal.Json) session.Terminal.Note(line);
        else session.Terminal.Raw(line);
    }
}
