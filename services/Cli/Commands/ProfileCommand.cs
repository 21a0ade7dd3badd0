using System.CommandLine;
using Cli.Output;
using Contracts.Context;
using Spectre.Console;

namespace Cli.Commands;

/// <summary>What windows are compiled by: weights, lanes and thresholds, in versions that never change.</summary>
internal static class ProfileCommand
{
    public static Command Create(Options options) => new("profile", "What windows are compiled by: weights, lanes, thresholds")
    {
        List(options), Show(options), Diff(options), New(options), Default(options),
    };

    private static Command List(Options options)
    {
        var command = new Command("list", "Profiles, the default first");
        options.Run(command, async (_, session) =>
        {
            var page = await session.Api.Context.Profiles(session.Cancel);
            session.Terminal.Result(page, console =>
            {
                var table = Terminal.Table("Profile", "Versions", "Default", "By", "When", "Why");
                foreach (var profile in page.Items)
                    Terminal.Row(table, $"{profile.Name}@{profile.LatestVersion}", $"{profile.Versions}", profile.IsDefault ? $"@{profile.DefaultVersion}" : "", profile.Author, Terminal.When(profile.At), Terminal.Short(profile.Reason));
                console.Write(table);
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Show(Options options)
    {
        Argument<string> profile = new("profile") { Description = "NAME, or NAME@N for one version." };
        var command = new Command("show", "The fields of a version; what `create --set` may change") { profile };
        options.Run(command, async (parsed, session) =>
        {
            var (name, version) = ProfileArguments.Named(parsed.GetValue(profile)!);
            var shown = await session.Api.Context.ProfileVersion(name, version ?? (await session.Api.Context.Profile(name, session.Cancel)).Versions[0].Version, session.Cancel);
            session.Terminal.Result(shown, console =>
            {
                console.WriteLine($"{shown.Name}@{shown.Version}{(shown.IsDefault ? ", the default" : "")}: {shown.Reason} ({shown.Author}, {Terminal.When(shown.At)})");
                foreach (var field in shown.Fields) console.WriteLine($"  {field.Key,-36} {field.Value?.ToJsonString() ?? "–"}");
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Diff(Options options)
    {
        Argument<string> from = new("from") { Description = "NAME@N." };
        Argument<string> to = new("to") { Description = "NAME@N." };
        var command = new Command("diff", "What differs between two versions") { from, to };
        options.Run(command, async (parsed, session) =>
        {
            var (name, version) = ProfileArguments.Named(parsed.GetValue(from)!);
            if (version is null || ProfileArguments.Named(parsed.GetValue(to)!).Version is null) throw new CliException(ExitCodes.Usage, "Name both versions as NAME@N.");
            var diff = await session.Api.Context.DiffProfiles(name, parsed.GetValue(from)!, parsed.GetValue(to)!, session.Cancel);
            session.Terminal.Result(diff, console =>
            {
                foreach (var change in diff.Changes) console.WriteLine($"  {change.Path}: {change.From?.ToJsonString() ?? "–"} → {change.To?.ToJsonString() ?? "–"}");
                if (diff.Changes.Count == 0) console.WriteLine("They say the same.");
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command New(Options options)
    {
        Argument<string> name = new("name") { Description = "Lower-case letters, digits and hyphens." };
        Option<string> reason = new("--reason") { Description = "Why: it stands beside the version from now on.", Required = true };
        Option<string?> basis = new("--base") { Description = "NAME or NAME@N that the changes are to (default: the name's latest version, or the platform's own)." };
        Option<string[]> set = new("--set") { Description = "FIELD=VALUE, for instance weights.lexical=0.4; may be given several times.", AllowMultipleArgumentsPerToken = true };
        Option<FileInfo?> file = new("--file") { Description = "The settings whole, as JSON (the `profile` of `show --json`)." };
        var command = new Command("create", "A new version; the same settings as the latest make none") { name, reason, basis, set, file };
        options.Run(command, async (parsed, session) =>
        {
            var made = await session.Api.Context.CreateProfileVersion(
                new CreateProfileVersion(parsed.GetValue(name)!, parsed.GetValue(reason)!, parsed.GetValue(basis), await ProfileArguments.Settings(parsed.GetValue(file), session.Cancel), ProfileArguments.Changes(parsed.GetValue(set), parsed.GetValue(file))),
                session.Cancel);
            session.Terminal.Result(made, console => console.WriteLine($"{made.Name}@{made.Version}: {made.Reason}"));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command Default(Options options)
    {
        Argument<string> profile = new("profile") { Description = "NAME@N." };
        Option<string> reason = new("--reason") { Description = "Why: it is kept with the change.", Required = true };
        var command = new Command("default", "Choose what compiles get that ask for no profile") { profile, reason };
        options.Run(command, async (parsed, session) =>
        {
            var (name, version) = ProfileArguments.Named(parsed.GetValue(profile)!);
            if (version is null) throw new CliException(ExitCodes.Usage, "Name the version: NAME@N.");
            var change = await session.Api.Context.SetDefaultProfile(new SetDefaultProfile(name, version.Value, parsed.GetValue(reason)!), session.Cancel);
            session.Terminal.Result(change, console => console.WriteLine($"The default is {change.To}; before it was {change.From}."));
            return ExitCodes.Ok;
        });
        return command;
    }
}
