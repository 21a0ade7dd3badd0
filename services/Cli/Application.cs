using System.CommandLine;
using System.CommandLine.Invocation;
using Cli.Commands;
using Cli.Demo;

namespace Cli;

/// <summary>The command tree. Exit codes: 0 done, 1 a check failed or the platform refused, 2 wrong use, 3 the platform cannot be reached.</summary>
internal static class Application
{
    public static async Task<int> Run(string[] args, TextWriter output, TextWriter errors, Func<string, string?> environment, string directory)
    {
        var options = new Options(output, errors, environment, directory);
        var root = new RootCommand("Memory and receipts for coding agents: import recorded runs, look at what was learned, compile context windows.")
        {
            ImportCommand.Create(options), RunsCommand.Create(options), BundleCommand.Create(options), MemoryCommand.Create(options), CompileCommand.Create(options), WhyCommand.Create(options), ReproduceCommand.Create(options), VerifyCommand.Create(options),
            ProfileCommand.Create(options),
            ProvenanceCommand.Create(options), RedactionCommand.Create(options), JobsCommand.Create(options), KeysCommand.Create(options), DemoCommand.Create(options),
        };
        root.Options.Add(options.Url);
        root.Options.Add(options.Key);
        root.Options.Add(options.Json);
        var parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction && parsed.Errors.Count > 0)
        {
            errors.WriteLine($"{OneLine(parsed.Errors[0].Message)} See: {Path(parsed.CommandResult)} --help");
            return ExitCodes.Usage;
        }
        return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = errors, EnableDefaultExceptionHandler = false });
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Path(System.CommandLine.Parsing.SymbolResult? result) => result switch
    {
        System.CommandLine.Parsing.CommandResult { Command: RootCommand } => "ctx",
        System.CommandLine.Parsing.CommandResult command => $"{Path(command.Parent)} {command.Command.Name}",
        _ => "ctx",
    };
}
