using System.CommandLine;
using Cli.Output;
using Spectre.Console;

namespace Cli.Commands;

internal static class VerifyCommand
{
    public static Command Create(Options options)
    {
        Argument<Guid> compile = new("compile") { Description = "Id of the compile." };
        var command = new Command("verify", "Recompute a receipt and its place in the chain of receipts; exit 1 when something is not what was sealed") { compile };
        options.Run(command, async (parsed, session) =>
        {
            var found = await session.Api.Context.Verify(parsed.GetValue(compile), session.Cancel);
            session.Terminal.Result(found, console =>
            {
                var place = found.Seal is { } seal ? $", leaf {seal.Leaf} of seal {seal.Number}" : "; its seal follows within seconds";
                console.WriteLine(found.Ok ? $"Receipt {found.ReceiptHash} is as it was made{place}." : "The receipt is not what was sealed.");
                foreach (var problem in found.Problems) console.WriteLine($"  {problem}");
                if (found.Note is { } note) console.WriteLine($"  {note}");
            });
            return found.Ok ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }
}
