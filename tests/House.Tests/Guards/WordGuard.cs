using System.Text.RegularExpressions;
using House.Tests.Reading;

namespace House.Tests.Guards;

/// <summary>Words that hide what a thing knows, and words that say a thing is not finished.</summary>
internal static partial class WordGuard
{
    private static readonly string[] Forbidden = ["Common", "Shared", "Core", "Base", "Helpers", "Helper", "Utils", "Util", "Utilities", "Managers", "Manager", "Abstractions"];

    /// <summary>What others named so.</summary>
    private static readonly string[] Names = ["O200kBase"];

    public static IEnumerable<string> NamesThatSayNothing(IEnumerable<SourceFile> files)
    {
        foreach (var file in files)
        {
            // The local engine bears Aspire's names, so that AppHost.cs compiles against either.
            if (file.Name.EndsWith("Extensions.cs", StringComparison.Ordinal) && !file.Path.StartsWith("AppHost/Local/", StringComparison.Ordinal))
            {
                yield return $"{file.Path}: a file is named by what it knows, not by being extension methods.";
            }
            foreach (var part in file.Path.Split('/').Select(part => part.Split('.')[0]))
            {
                if (Forbidden.Contains(part, StringComparer.Ordinal))
                {
                    yield return $"{file.Path}: {part} says nothing about what it knows.";
                }
            }
            foreach (Match type in TypeName().Matches(file.Code))
            {
                if (!Names.Contains(type.Groups["name"].Value, StringComparer.Ordinal) && Forbidden.Any(word => type.Groups["name"].Value.EndsWith(word, StringComparison.Ordinal)))
                {
                    yield return $"{file.Path}:{file.LineOf(type.Index)}: {type.Groups["name"].Value} says nothing about what it knows.";
                }
            }
        }
    }

    public static IEnumerable<string> Unfinished(IEnumerable<SourceFile> files) =>
        from file in files
        from Match mark in UnfinishedMark().Matches(file.Text)
        select $"{file.Path}:{file.LineOf(mark.Index)}: {mark.Value}.";

    public static IEnumerable<string> Regions(IEnumerable<SourceFile> files) =>
        from file in files
        from Match mark in Region().Matches(file.Text)
        select $"{file.Path}:{file.LineOf(mark.Index)}: a region hides code; split the file.";

    public static IEnumerable<string> SleepsInTests(IEnumerable<SourceFile> files) =>
        from file in files
        where file.Path.StartsWith("tests/", StringComparison.Ordinal)
        from Match sleep in Sleep().Matches(file.Code)
        select $"{file.Path}:{file.LineOf(sleep.Index)}: a test polls with a bound, it does not sleep.";

    [GeneratedRegex(@"\b(class|record|struct|interface|enum)\s+(class\s+|struct\s+)?(?<name>[A-Z]\w*)")]
    private static partial Regex TypeName();

    // Written in parts, so that this file does not trip its own wire.
    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK|XX" + @"X)\b")]
    private static partial Regex UnfinishedMark();

    [GeneratedRegex(@"^\s*#\s*(end)?region\b", RegexOptions.Multiline)]
    private static partial Regex Region();

    [GeneratedRegex(@"\bThread\s*\.\s*Sleep\b")]
    private static partial Regex Sleep();
}
