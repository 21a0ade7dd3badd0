using System.Globalization;
using Substrate.Compiling;

namespace Context.Domain;

/// <summary>A profile as people name it: NAME for its latest version, NAME@N for one.</summary>
internal readonly record struct ProfileName(string Name, int? Version)
{
    /// <summary>Null for what is neither.</summary>
    public static ProfileName? Read(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var name = at < 0 ? text : text[..at];
        if (!ProfileRules.IsName(name))
        {
            return null;
        }
        if (at < 0)
        {
            return new(name, null);
        }

        return int.TryParse(text.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 ? new(name, version) : null;
    }

    public static string Of(string name, int version) => string.Create(CultureInfo.InvariantCulture, $"{name}@{version}");
}
