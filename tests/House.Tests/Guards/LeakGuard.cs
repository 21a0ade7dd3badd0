using System.Text.RegularExpressions;
using House.Tests.Reading;

namespace House.Tests.Guards;

/// <summary>What belongs to one machine or one person, and must not be in a file that everyone gets.</summary>
internal static partial class LeakGuard
{
    public static IEnumerable<string> MachinePaths(IEnumerable<SourceFile> files) =>
        from file in files
        from Match path in MachinePath().Matches(file.Text)
        where !IsExample(path.Value)
        select $"{file.Path}:{file.LineOf(path.Index)}: {path.Value} exists on one machine only.";

    public static IEnumerable<string> Registries(IEnumerable<SourceFile> files) =>
        from file in files
        where file.Name is "package-lock.json" or ".npmrc" or "nuget.config" or "NuGet.Config" or "NuGet.config" || file.Name.EndsWith(".csproj", StringComparison.Ordinal)
            || file.Name.EndsWith(".props", StringComparison.Ordinal)
        from Match host in RegistryHost().Matches(file.Text)
        where host.Groups["host"].Value is not ("registry.npmjs.org" or "api.nuget.org")
        select $"{file.Path}:{file.LineOf(host.Index)}: {host.Groups["host"].Value} is a registry of one network.";

    /// <summary>The redaction rules and tests hold made-up secrets; nothing else may hold anything that looks like one.</summary>
    public static IEnumerable<string> Secrets(IEnumerable<SourceFile> files) =>
        from file in files
        where !file.Path.StartsWith("tests/", StringComparison.Ordinal) && !file.Path.StartsWith("services/Substrate/Redaction/", StringComparison.Ordinal)
        from Match secret in Secret().Matches(file.Text)
        select $"{file.Path}:{file.LineOf(secret.Index)}: looks like a secret.";

    private static bool IsExample(string path) =>
        path is "/home/kim/" or "/home/user/" or "/home/me/" or "/home/alice/" or "/home/dev/";

    // Written in parts, so that this file does not trip its own wire.
    [GeneratedRegex(@"(?<![\w.\-/~])/(wo" + @"rk/(wt|main|shared)|ro" + @"ot|ho" + @"me/[a-z][\w-]*|tmp/pl" + @"an|Us" + @"ers/[a-z][\w-]*)/")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"(""resolved"":\s*""|registry\s*=\s*|value\s*=\s*"")https?://(?<host>[^/""\s]+)")]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"-----BEGIN [A-Z ]*PRIVATE" + @" KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bctx_[A-Za-z0-9_-]{43}\b|\bxox[abp]-[0-9A-Za-z-]{20,}")]
    private static partial Regex Secret();
}
