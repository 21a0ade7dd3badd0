using System.CommandLine;
using Spectre.Console;

namespace Cli.Commands;

/// <summary>One run out of the platform: as the signed file that proves it, or in a format that others read.</summary>
internal static class ExportRun
{
    private const string Bundle = "bundle";
    private const string Atif = "atif";

    public static Command Create(Options options)
    {
        Argument<Guid> id = new("run") { Description = "Id of the run." };
        Option<string> format = new("--format")
        {
            Description = "bundle: one signed file with everything that proves the run. atif: a trajectory in Harbor's Agent Trajectory Interchange Format.",
            DefaultValueFactory = _ => Bundle,
        };
        format.AcceptOnlyFromAmong(Bundle, Atif);
        Option<string?> file = new("--out") { Description = "File to write (default: run-ID.ctx.zip here for a bundle, stdout for atif)." };
        Option<bool> children = new("--with-children") { Description = "With the runs below it (bundle only)." };
        var command = new Command("export", "Write a run as one signed file, or as a trajectory that others read") { id, format, file, children };
        options.Run(command, async (parsed, session) =>
        {
            var run = parsed.GetValue(id);
            var isBundle = parsed.GetValue(format) == Bundle;
            await using var exported = isBundle
                ? await session.Api.Runs.ExportBundle(run, parsed.GetValue(children), session.Cancel)
                : await session.Api.Runs.ExportAtif(run, session.Cancel);
            if (parsed.GetValue(file) is not { } path && !isBundle)
            {
                using var text = new StreamReader(exported);
                session.Terminal.Raw(await text.ReadToEndAsync(session.Cancel));
                return ExitCodes.Ok;
            }

            var target = Path.GetFullPath(parsed.GetValue(file) ?? $"run-{run:D}.ctx.zip");
            var bytes = await Write(exported, target, session.Cancel);
            session.Terminal.Result(
                new { Run = run, File = target, Bytes = bytes },
                console => console.WriteLine(isBundle ? $"{target}: {bytes} bytes. Check it anywhere with: ctx bundle verify" : $"{target}: {bytes} bytes."));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<long> Write(Stream exported, string target, CancellationToken cancel)
    {
        // Under another name until it is whole.
        var partial = target + ".part";
        long bytes;
        await using (var to = File.Create(partial))
        {
            await exported.CopyToAsync(to, cancel);
            bytes = to.Length;
        }

        File.Move(partial, target, overwrite: true);
        return bytes;
    }
}
