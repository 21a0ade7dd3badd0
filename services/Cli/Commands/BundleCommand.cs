using System.CommandLine;
using Cli.Connecting;
using Cli.Output;
using Spectre.Console;
using Substrate.Proof;

namespace Cli.Commands;

internal static class BundleCommand
{
    public static Command Create(Options options) => new("bundle", "Exported runs") { Verify(options) };

    private static Command Verify(Options options)
    {
        Argument<string> path = new("file") { Description = "A bundle that ctx runs export wrote." };
        Option<string?> keys = new("--keys") { Description = "Trusted keys: a file with a JWKS. Without it the platform's own, if one answers." };
        var command = new Command("verify", "Say whether a bundle is what was signed, and what was altered; works offline. Exit 1 when it is not, or when no trusted key was there to check with") { path, keys };
        options.RunOffline(command, async (parsed, session) =>
        {
            var file = parsed.GetValue(path)!;
            if (!File.Exists(file)) throw new CliException(ExitCodes.Usage, $"{file} does not exist.");
            var trusted = parsed.GetValue(keys) is { } given ? Read(given) : await OfPlatform(session);
            await using var stream = File.OpenRead(file);
            var report = BundleVerifier.Verify(stream, trusted);
            session.Terminal.Result(report, console => Write(console, report));
            return report.Ok ? ExitCodes.Ok : ExitCodes.Failed;
        });
        return command;
    }

    private static IReadOnlyList<Jwk> Read(string path)
    {
        if (!File.Exists(path)) throw new CliException(ExitCodes.Usage, $"{path} does not exist.");
        try
        {
            var set = JwkSet.Parse(File.ReadAllText(path));
            return set.Keys.Count > 0 ? set.Keys : throw new CliException(ExitCodes.Usage, $"{path} holds no key that can verify. {string.Join(' ', set.LeftOut)}");
        }
        catch (KeySetException e)
        {
            throw new CliException(ExitCodes.Usage, $"{path}: {e.Message}");
        }
    }

    /// <summary>Null when no platform answers: the bundle is then checked for being whole, which says nothing of who made it.</summary>
    private static async Task<IReadOnlyList<Jwk>?> OfPlatform(OfflineSession session)
    {
        try
        {
            using var api = session.Connect();
            var set = await api.Runs.Keys(session.Cancel);
            return JwkSet.Parse(System.Text.Json.JsonSerializer.Serialize(set, Substrate.Json.PlatformJson.Options)).Keys;
        }
        catch (Exception e) when (Refusals.Explain(e, null) is not null)
        {
            return null;
        }
    }

    private static void Write(IAnsiConsole console, BundleReport report)
    {
        foreach (var fault in report.Faults)
        {
            console.WriteLine($"{(fault.Where.Length > 0 ? fault.Where : "the file")}{(fault.Seq is { } seq ? $", {seq}" : "")}{(fault.Field is { Length: > 0 } field ? $", {field}" : "")}: {fault.Reason}");
        }
        foreach (var run in report.Runs) console.WriteLine($"Run {run.Id}, revision {run.Revision}, {run.Steps} steps");
        console.WriteLine(report switch
        {
            { Ok: true } => $"Whole: {report.Members} members as signed with the key {report.Kid} on {Terminal.When(report.SignedAt)}.",
            { Whole: true, Trust: BundleTrust.Unchecked } => $"Whole, but not checked against a trusted key: the signature names {report.Kid}. Give --keys, or anybody may have made it.",
            { Whole: true } => "Whole, but no trusted key signed it.",
            _ => "Not what was signed.",
        });
    }
}
