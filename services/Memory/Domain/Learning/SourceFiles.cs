using System.Text.RegularExpressions;

namespace Memory.Domain.Learning;

/// <summary>What file names say by convention, over languages.</summary>
internal static partial class SourceFiles
{
    public static bool IsTest(string path) => TestPath().IsMatch(path);

    public static bool IsSource(string path) => Code().IsMatch(path) && !IsTest(path);

    /// <summary>test_fields.py, fields_test.go, fields.spec.ts, FieldsTests.cs for the stem fields.</summary>
    public static bool IsTestOf(string path, string stem)
    {
        var name = Path.GetFileName(path);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        if (!IsTest(path) || dot <= 0) { return false; }
        var bare = Affix().Replace(name[..dot], "");
        return string.Equals(bare, stem, StringComparison.OrdinalIgnoreCase);
    }

    public static bool Selects(string selection, string stem) => Regex.IsMatch(selection, $@"(?<![A-Za-z0-9]){Regex.Escape(stem)}(?![A-Za-z0-9])", RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200));

    public static bool TooGeneral(string stem) => stem is "__init__" or "index" or "main" or "mod" or "lib" or "utils" or "base" or "core" or "types" or "setup" or "conftest" or "app" or "test";

    [GeneratedRegex(@"(?:^|/)(?:tests?|specs?|__tests__|testing|testdata|e2e)/|(?:^|/)(?:test_[^/]+|[^/]+(?:_test|_spec|\.test|\.spec|Tests?|IT))\.[A-Za-z]+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TestPath();

    [GeneratedRegex(@"\.(?:py|js|jsx|ts|tsx|mjs|cjs|go|rs|java|kt|cs|fs|rb|php|c|cc|cpp|h|hpp|swift|scala|ex|exs|clj|hs|lua|pl|vue|svelte|dart|zig|ml|jl|r|R)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"^(?:unit)?tests?_|_(?:unit)?tests?$|_spec$|Tests?$|^Test(?=[A-Z])|IT$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Affix();
}
