using System.CommandLine;
using Cli.Output;
using Spectre.Console;

namespace Cli.Commands;

internal static class ReproduceCommand
{
    public static Command Create(Options options)
    {
        Argument<Guid> compile = new("compile") { Description = "Id of the compile." };
        var command = new Command("reproduce", "Run a compile again from its stored inputs and compare bytes; exit 1 when they differ, or when it cannot be run again") { compile };
        options.Run(command, async (parsed, session) =>
        {
            var again = await session.Api.Context.Reproduce(parsed.GetValue(compile), session.Cancel);
            session.Terminal.Result(again, console =>
            {
                console.WriteLine(again.Same switch
                {
                    true => $"The same bytes: {again.OutputHash} (compiler {again.CompilerVersion}, profile {again.Profile.Name}@{again.Profile.Version}).",
                    false => "Other bytes than the receipt says.",
                    null => again.Note ?? "It was not run again.",
                });
                foreach (var problem in again.Problems) console.WriteLine($"  {problem}");
            });
            return again.Same == true ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }
}
