using System.Globalization;
using System.Text.Json;
using Substrate.Compiling;
using Substrate.Json;

namespace Cli.Commands;

/// <summary>How profiles, their fields and their files are written on a command line.</summary>
internal static class ProfileArguments
{
    public static (string Name, int? Version) Named(string text)
    {
        var parts = text.Split('@');
        if (parts.Length > 2 || !ProfileRules.IsName(parts[0])) throw new CliException(ExitCodes.Usage, $"'{text}' names no profile: NAME or NAME@N.");
        if (parts.Length == 1) return (parts[0], null);
        return int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 ? (parts[0], version) : throw new CliException(ExitCodes.Usage, $"'{text}' names no version: NAME@N.");
    }

    public static Dictionary<string, JsonElement>? Changes(string[]? set, FileInfo? file)
    {
        if (set is not { Length: > 0 }) return file is null ? throw new CliException(ExitCodes.Usage, "Say what changes: --set FIELD=VALUE, or --file SETTINGS.json.") : null;
        var changes = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var one in set)
        {
            var equals = one.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw new CliException(ExitCodes.Usage, $"'{one}' is not FIELD=VALUE.");
            changes[one[..equals]] = Value(one[(equals + 1)..]);
        }
        return changes;
    }

    /// <summary>JSON as it is; anything else is a text.</summary>
    private static JsonElement Value(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(text);
        }
    }

    public static async Task<ProfileSettings?> Settings(FileInfo? file, CancellationToken cancel)
    {
        if (file is null) return null;
        if (!file.Exists) throw new CliException(ExitCodes.Usage, $"{file} does not exist.");
        try
        {
            await using var stream = file.OpenRead();
            return await JsonSerializer.DeserializeAsync<ProfileSettings>(stream, PlatformJson.Strict, cancel);
        }
        catch (JsonException e)
        {
            throw new CliException(ExitCodes.Usage, $"{file} holds no profile: {e.Message}");
        }
    }
}
