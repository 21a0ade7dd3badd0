using System.Globalization;
using Substrate.Compiling;

namespace Context.Domain;

/// <summary>
/// What a given item says it comes from, where that names a thing of the platform: <c>run:ID</c>, <c>run:ID:SEQ</c> or <c>step:ID:SEQ</c>, <c>memory:ID</c>,
/// <c>compile:ID</c>, <c>blob:HASH</c> or <c>sha256:HASH</c>; and the hash of its source. Anything else (a file's path, an address) names nothing here.
/// </summary>
internal static class ItemOrigin
{
    private const int HashDigits = 64;

    public static IEnumerable<(string Kind, string Id)> Of(ItemSource source)
    {
        if (Named(source.Uri) is { } named)
        {
            yield return named;
        }
        if (source.Hash is { } hash && IsHash(hash) && Named(source.Uri) != ("blob", hash))
        {
            yield return ("blob", hash);
        }
    }

    private static (string Kind, string Id)? Named(string uri)
    {
        var parts = uri.Split(':');
        return parts switch
        {
            ["run", var id] when Guid.TryParseExact(id, "D", out var run) => ("run", run.ToString("D")),
            ["run" or "step", var id, var at] when Guid.TryParseExact(id, "D", out var run) && int.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) =>
                ("step", string.Create(CultureInfo.InvariantCulture, $"{run:D}:{seq}")),
            ["memory" or "compile", var id] when Guid.TryParseExact(id, "D", out var thing) => (parts[0], thing.ToString("D")),
            ["blob" or "sha256", var hash] when IsHash(hash) => ("blob", hash),
            _ => null,
        };
    }

    private static bool IsHash(string text) => text.Length == HashDigits && text.All(char.IsAsciiHexDigitLower);
}
