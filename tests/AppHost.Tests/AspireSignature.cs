using System.Text.RegularExpressions;

namespace AppHost.Tests;

/// <summary>One overload of Aspire's public surface, and whether a call or a declaration of ours fits it.</summary>
internal sealed partial record AspireSignature(string Class, string Method, IReadOnlyList<AspireParameter> Parameters)
{
    public static IReadOnlyList<AspireSignature> All { get; } =
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "aspire-signatures.txt")).Where(l => l.Length > 0 && l[0] != '#').Select(Parse)];

    /// <summary>Positional arguments fill from the left; named ones must exist; what is left out must be optional.</summary>
    public bool Accepts(int positional, IReadOnlyCollection<string> named)
    {
        var left = Parameters.Skip(positional).ToArray();
        return positional <= Parameters.Count
            && named.All(n => left.Any(p => p.Name == n))
            && left.Where(p => !p.Optional).All(p => named.Contains(p.Name));
    }

    private static AspireSignature Parse(string line)
    {
        var open = line.IndexOf('(', StringComparison.Ordinal);
        var dot = line.LastIndexOf('.', open);
        var inside = line[(open + 1)..line.LastIndexOf(')')];
        return new AspireSignature(line[..dot], line[(dot + 1)..open], [.. Comma().Split(inside).Where(p => p.Length > 0).Select(AspireParameter.Parse)]);
    }

    [GeneratedRegex(", (?![^<]*>)", RegexOptions.None, 1000)]
    private static partial Regex Comma();
}

internal sealed record AspireParameter(string Type, string Name, bool Optional)
{
    public static AspireParameter Parse(string text)
    {
        var declaration = text.Split(" = ")[0];
        var space = declaration.LastIndexOf(' ');
        return new AspireParameter(declaration[..space], declaration[(space + 1)..], text.Contains(" = ", StringComparison.Ordinal));
    }
}
