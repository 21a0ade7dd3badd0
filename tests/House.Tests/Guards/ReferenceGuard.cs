using System.Xml.Linq;
using House.Tests.Reading;

namespace House.Tests.Guards;

/// <summary>Which room may reference which, and which packages it may see: the table of the design's house, as data.</summary>
internal static class ReferenceGuard
{
    private static readonly string[] Services = ["Recorder", "Memory", "Context", "Policy", "Gateway"];

    private static readonly Dictionary<string, string[]> Projects = new(StringComparer.Ordinal)
    {
        ["Substrate"] = [],
        ["Contracts"] = ["Substrate"],
        // Substrate only for the platform's JSON dialect and the caller's role: values, no product noun.
        ["ServiceDefaults"] = ["Substrate"],
        ["Sidecar"] = ["ServiceDefaults", .. Services],
        ["Cli"] = ["Contracts", "Substrate"],
        ["AppHost"] = [],
    };

    private static readonly Dictionary<string, string[]> Packages = new(StringComparer.Ordinal)
    {
        ["Substrate"] = ["YamlDotNet"],
        ["Contracts"] = ["RestEase"],
        ["Sidecar"] = [],
    };

    public static IEnumerable<string> Breaches(IEnumerable<SourceFile> files)
    {
        foreach (var file in files.Where(file => file.Path.EndsWith(".csproj", StringComparison.Ordinal) && !file.Path.StartsWith("tests/", StringComparison.Ordinal)))
        {
            var name = Path.GetFileNameWithoutExtension(file.Name);
            var project = XDocument.Parse(file.Text);
            if (AllowedProjects(name) is not { } allowed)
            {
                yield return $"{file.Path}: a room that the house does not know; a further shared room needs an ADR.";
                continue;
            }
            foreach (var reference in Includes(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))))
            {
                if (!allowed.Contains(reference, StringComparer.Ordinal))
                {
                    yield return $"{file.Path}: {name} may not reference {reference}.";
                }
            }
            foreach (var package in Includes(project, "PackageReference"))
            {
                if (Packages.TryGetValue(name, out var packages) && !packages.Contains(package, StringComparer.Ordinal))
                {
                    yield return $"{file.Path}: {name} may not reference the package {package}.";
                }
            }
            foreach (var framework in Includes(project, "FrameworkReference"))
            {
                if (name is "Substrate" or "Contracts" or "Cli")
                {
                    yield return $"{file.Path}: {name} may not reference {framework}.";
                }
            }
        }
    }

    private static string[]? AllowedProjects(string name) =>
        Services.Contains(name, StringComparer.Ordinal) ? ["Substrate", "Contracts", "ServiceDefaults"]
        : Projects.TryGetValue(name, out var allowed) ? allowed
        : null;

    private static IEnumerable<string> Includes(XDocument project, string element) =>
        project.Descendants(element).Select(reference => (string?)reference.Attribute("Include")).OfType<string>();
}
