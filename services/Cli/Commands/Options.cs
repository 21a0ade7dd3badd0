using System.CommandLine;
using Cli.Connecting;
using Cli.Output;

namespace Cli.Commands;

/// <summary>What every command gets: the platform and the terminal.</summary>
internal sealed record Session(Api Api, Terminal Terminal, CancellationToken Cancel);

/// <summary>What a command gets that works without a platform, and may ask one if there is one.</summary>
internal sealed record OfflineSession(Func<Api> Connect, Terminal Terminal, CancellationToken Cancel);

/// <summary>Options that every command understands, and the frame in which a command runs.</summary>
internal sealed class Options(TextWriter output, TextWriter errors, Func<string, string?> environment, string directory)
{
    public Option<string?> Url { get; } = new("--url") { Description = "Address of the platform (default: CTX_URL, or the platform that runs here).", Recursive = true };

    public Option<string?> Key { get; } = new("--key") { Description = "API key (default: CTX_API_KEY, or the key of the platform that runs here).", Recursive = true };

    public Option<bool> Json { get; } = new("--json") { Description = "Write the result to stdout as JSON.", Recursive = true };

    public static Option<int> Limit { get; } = new("--limit") { Description = "At most so many, 1 to 200.", DefaultValueFactory = _ => 50 };

    public void Run(Command command, Func<ParseResult, Session, Task<int>> action) => Frame(command, async (parsed, connect, terminal, cancel) =>
    {
        using var api = connect();
        return await action(parsed, new Session(api, terminal, cancel));
    });

    public void RunOffline(Command command, Func<ParseResult, OfflineSession, Task<int>> action) =>
        Frame(command, (parsed, connect, terminal, cancel) => action(parsed, new OfflineSession(connect, terminal, cancel)));

    private void Frame(Command command, Func<ParseResult, Func<Api>, Terminal, CancellationToken, Task<int>> action) => command.SetAction(async (parsed, cancel) =>
    {
        Uri? url = null;
        try
        {
            var onTerminal = ReferenceEquals(errors, Console.Error) && !Console.IsErrorRedirected;
            return await action(parsed, Connect, new Terminal(output, errors, parsed.GetValue(Json), onTerminal), cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            errors.WriteLine("Stopped.");
            return 130;
        }
        catch (Exception e) when (Refusals.Explain(e, url) is { } refusal)
        {
            errors.WriteLine(refusal.Message);
            return refusal.ExitCode;
        }

        Api Connect()
        {
            var address = Discovery.Find(parsed.GetValue(Url), parsed.GetValue(Key), environment, directory);
            url = address.Url;
            return new Api(address);
        }
    });
}
