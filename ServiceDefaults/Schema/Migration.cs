using System.Reflection;
using System.Text.RegularExpressions;
using ServiceDefaults.Hosting;

namespace ServiceDefaults.Schema;

/// <summary>One numbered step of a schema: <c>0001_name.up.sql</c> and its way back.</summary>
internal sealed partial record Migration(string Component, int Version, string Name, string Up, string Down)
{
    /// <summary>The embedded resources whose names start with <paramref name="prefix"/>, in order of their numbers.</summary>
    public static IReadOnlyList<Migration> Read(Assembly assembly, string prefix, string component)
    {
        var scripts = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => (Resource: name, Match: FileName().Match(name[prefix.Length..])))
            .Where(script => script.Match.Success)
            .ToLookup(script => (Version: int.Parse(script.Match.Groups["version"].Value), Name: script.Match.Groups["name"].Value));
        return [.. scripts.OrderBy(step => step.Key.Version).Select(step =>
        {
            string Text(string direction) => step.Where(script => script.Match.Groups["direction"].Value == direction).Select(script => ReadText(assembly, script.Resource)).SingleOrDefault()
                ?? throw new StartupException($"Migration {step.Key.Version:0000}_{step.Key.Name} of {component} has no {direction}.sql.");
            return new Migration(component, step.Key.Version, step.Key.Name, Text("up"), Text("down"));
        })];
    }

    private static string ReadText(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^(?<version>\d{4})_(?<name>[A-Za-z0-9_\-]+)\.(?<direction>up|down)\.sql$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}
