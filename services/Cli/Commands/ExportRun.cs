using System.CommandLine;

namespace Cli.Commands;

/// <summary>One run out of the platform, in the format that is asked for.</summary>
internal static class ExportRun
{
    private static readonly Dictionary<string, Func<Session, Guid, Task<Stream>>> Formats = new(StringComparer.Ordinal)
    {
        ["atif"] = (session, run) => session.Api.Runs.ExportAtif(run, session.Cancel),
    };

    public static Command Create(Options options)
    {
        Argument<Guid> id = new("run") { Description = "Id of the run." };
        Option<string> format = new("--format") { Description = "atif: a trajectory in Harbor's Agent Trajectory Interchange Format.", DefaultValueFactory = _ => "atif" };
        format.AcceptOnlyFromAmong([.. Formats.Keys]);
        Option<string?> file = new("--out") { Description = "File to write (default: stdout)." };
        var command = new Command("export", "One run as a file that others read") { id, format, file };
        options.Run(command, async (parsed, session) =>
        {
            await using var exported = await Formats[parsed.GetValue(format)!](session, parsed.GetValue(id));
            if (parsed.GetValue(file) is not { } path)
            {
                using var text = new StreamReader(exported);
                session.Terminal.Raw(await text.ReadToEndAsync(session.Cancel));
                return ExitCodes.Ok;
            }

            await using var target = new FileStream(path, FileMode.Create, FileAccess.Write);
            await exported.CopyToAsync(target, session.Cancel);
            session.Terminal.Note($"Written to {path}.");
            return ExitCodes.Ok;
        });
        return command;
    }
}
