using System.Text.Json;
using Substrate.Json;

namespace Cli.Connecting;

/// <summary>Where the platform listens and the key that opens it.</summary>
internal sealed record PlatformAddress(Uri Url, string Key);

/// <summary>
/// Finds the platform: --url and --key, then CTX_URL and CTX_API_KEY, then the platform.json that a running platform keeps in its state directory
/// (CTX_STATE, or a .state folder here or in any folder above).
/// </summary>
internal static class Discovery
{
    private const string FileName = "platform.json";

    private sealed record PlatformFile(string? Url, string? ApiKey);

    /// <exception cref="CliException">Nothing was found, or it is not an address.</exception>
    public static PlatformAddress Find(string? url, string? key, Func<string, string?> environment, string from)
    {
        url ??= NotEmpty(environment("CTX_URL"));
        key ??= NotEmpty(environment("CTX_API_KEY"));
        if (url is not null && key is not null) return new PlatformAddress(Address(url), key);

        var (path, file) = Read(environment("CTX_STATE"), from);
        url ??= file?.Url;
        if (url is null) throw new CliException(ExitCodes.Unreachable, "No platform was found. Start one with ./dev up, or say where it is with --url and --key (or CTX_URL and CTX_API_KEY).");
        // A key belongs to its platform: the file's is not sent anywhere else.
        if (key is null && file?.Url is not null && Address(file.Url) == Address(url)) key = file.ApiKey;
        if (key is null) throw new CliException(ExitCodes.Usage, $"An API key for {url} is missing: give --key or set CTX_API_KEY.{(path is null ? "" : $" ({path} is of another platform.)")}");
        return new PlatformAddress(Address(url), key);
    }

    private static (string? Path, PlatformFile? File) Read(string? state, string from)
    {
        if (NotEmpty(state) is { } folder) return Parse(Path.Combine(folder, FileName));
        for (var directory = new DirectoryInfo(from); directory is not null; directory = directory.Parent)
        {
            var path = Path.Combine(directory.FullName, ".state", FileName);
            if (File.Exists(path)) return Parse(path);
        }
        return (null, null);
    }

    private static (string? Path, PlatformFile? File) Parse(string path)
    {
        if (!File.Exists(path)) return (null, null);
        try
        {
            return (path, JsonSerializer.Deserialize<PlatformFile>(File.ReadAllText(path), PlatformJson.Options));
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Unreachable, $"{path} cannot be read: {e.Message}");
        }
    }

    private static Uri Address(string url) => Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        ? uri
        : throw new CliException(ExitCodes.Usage, $"{url} is not an http or https address.");

    private static string? NotEmpty(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
