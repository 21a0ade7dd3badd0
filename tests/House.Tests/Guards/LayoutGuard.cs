using System.Text.RegularExpressions;
using House.Tests.Reading;

namespace House.Tests.Guards;

/// <summary>The shape of a service: four doors, flat capabilities, short files.</summary>
internal static partial class LayoutGuard
{
    public const int ProgramLines = 40;
    public const int SliceLines = 150;
    private static readonly string[] Rooms = ["Recorder", "Memory", "Context", "Policy", "Gateway"];

    public static IEnumerable<string> Doors(IEnumerable<SourceFile> files)
    {
        foreach (var file in files)
        {
            if (Service().Match(file.Path) is not { Success: true } match || !Rooms.Contains(match.Groups["service"].Value, StringComparer.Ordinal))
            {
                continue;
            }
            var service = match.Groups["service"].Value;
            var rest = match.Groups["rest"].Value;
            // The gateway's one table of roles and routes stands beside its module, where a reader looks for it.
            string[] top = ["Program.cs", $"{service}Module.cs", $"{service}.csproj", "openapi.json", .. service == "Gateway" ? ["Permissions.cs"] : Array.Empty<string>()];
            if (!rest.Contains('/', StringComparison.Ordinal) ? !top.Contains(rest, StringComparer.Ordinal) : !Door().IsMatch(rest))
            {
                yield return $"{file.Path}: a service has Program.cs, {service}Module.cs, openapi.json, Domain/, Features/<Capability>/ and Storage/, and nothing else.";
            }
        }
    }

    public static IEnumerable<string> MissingDoors(IReadOnlyCollection<SourceFile> files) =>
        from service in Rooms
        from door in new[] { "Program.cs", $"{service}Module.cs", "openapi.json" }
        let path = $"services/{service}/{door}"
        where !files.Any(file => file.Path == path)
        select $"{path} is missing.";

    public static IEnumerable<string> LongPrograms(IEnumerable<SourceFile> files) =>
        from file in files
        where file.Name == "Program.cs" && !file.Path.StartsWith("tests/", StringComparison.Ordinal) && file.LineCount > ProgramLines
        select $"{file.Path}: {file.LineCount} lines; a Program.cs is a table of contents of at most {ProgramLines}.";

    public static IEnumerable<string> LongSlices(IEnumerable<SourceFile> files) =>
        from file in files
        where Slice().IsMatch(file.Path) && file.LineCount > SliceLines
        select $"{file.Path}: {file.LineCount} lines; a slice is at most {SliceLines}.";

    [GeneratedRegex(@"^services/(?<service>[A-Za-z]+)/(?<rest>.+)$")]
    private static partial Regex Service();

    [GeneratedRegex(@"^(Domain/.+\.cs|Features/[A-Za-z]+/[^/]+|Storage/([^/]+\.cs|Schema/\d{4}_[a-z0-9_]+\.(up|down)\.sql))$")]
    private static partial Regex Door();

    [GeneratedRegex(@"^services/[A-Za-z]+/Features/.+\.cs$")]
    private static partial Regex Slice();
}
