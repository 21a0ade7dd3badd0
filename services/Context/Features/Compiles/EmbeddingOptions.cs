using System.Globalization;
using ServiceDefaults.Hosting;
using Substrate.Scoping;

namespace Context.Features.Compiles;

/// <summary>Where embeddings come from: section <c>Embeddings</c> of the configuration. Without a <c>BaseUrl</c> there are none.</summary>
internal sealed class EmbeddingOptions
{
    private const string Section = "Embeddings";
    private static readonly string[] Known = ["BaseUrl", "Model", "ApiKey", "Dimensions", "TimeoutSeconds", "BatchSize", "MaxCharacters", "MaxSensitivity", "CacheMegabytes"];

    public required Uri Endpoint { get; init; }

    public required string Model { get; init; }

    /// <summary>Null for an embedder that asks for none. Only ever sent to <see cref="Endpoint"/>.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Asked for, and held to; null takes what the model has.</summary>
    public int? Dimensions { get; init; }

    /// <summary>For all that one compile asks.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    public int BatchSize { get; init; } = 64;

    /// <summary>Of a text, from its beginning; models take a few thousand tokens.</summary>
    public int MaxCharacters { get; init; } = 8_000;

    /// <summary>What is more sensitive is not sent.</summary>
    public Sensitivity MaxSensitivity { get; init; } = Sensitivity.Internal;

    public long CacheBytes { get; init; } = 64L << 20;

    /// <exception cref="StartupException">A setting is wrong, missing or unknown; the message names it.</exception>
    public static EmbeddingOptions? From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var given = section.GetChildren().Where(setting => !string.IsNullOrWhiteSpace(setting.Value)).Select(setting => setting.Key).ToList();
        if (given.Count == 0)
        {
            return null;
        }
        if (given.Find(name => !Known.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new StartupException($"{Section}:{unknown} is no setting. There are: {string.Join(", ", Known)}.");
        }

        return new()
        {
            Endpoint = Address(Required(section, "BaseUrl")),
            Model = Required(section, "Model"),
            ApiKey = Key(section["ApiKey"]),
            Dimensions = string.IsNullOrWhiteSpace(section["Dimensions"]) ? null : Number(section, "Dimensions", 1, 1, 65_536),
            Timeout = TimeSpan.FromSeconds(Number(section, "TimeoutSeconds", 10, 1, 30)),
            BatchSize = Number(section, "BatchSize", 64, 1, 2_048),
            MaxCharacters = Number(section, "MaxCharacters", 8_000, 100, 1_000_000),
            MaxSensitivity = Ceiling(section["MaxSensitivity"]),
            CacheBytes = (long)Number(section, "CacheMegabytes", 64, 1, 65_536) << 20,
        };
    }

    private static string Required(IConfiguration section, string name) => section[name] is { } value && !string.IsNullOrWhiteSpace(value)
        ? value.Trim()
        : throw new StartupException($"{Section}:{name} is not set; embeddings need {Section}:BaseUrl and {Section}:Model, or none of the {Section} settings.");

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url is { UserInfo: "", Query: "", Fragment: "" }
            ? new Uri(url.AbsoluteUri.TrimEnd('/') + "/embeddings")
            : throw new StartupException($"{Section}:BaseUrl is an http or https address without user, query or fragment, such as https://api.example.com/v1.");

    private static string? Key(string? text) => string.IsNullOrWhiteSpace(text) ? null
        : text.Trim().All(c => c is > ' ' and <= '~') ? text.Trim()
        : throw new StartupException($"{Section}:ApiKey holds characters that cannot stand in a header.");

    private static int Number(IConfiguration section, string name, int otherwise, int least, int most) => section[name] is not { } text || string.IsNullOrWhiteSpace(text) ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
        : throw new StartupException($"{Section}:{name} is a whole number from {least} to {most}.");

    private static Sensitivity Ceiling(string? text) => string.IsNullOrWhiteSpace(text) ? Sensitivity.Internal
        : Enum.GetValues<Sensitivity>().Where(value => string.Equals(value.ToString(), text.Trim(), StringComparison.OrdinalIgnoreCase)).Select(value => (Sensitivity?)value).SingleOrDefault()
            ?? throw new StartupException($"{Section}:MaxSensitivity is one of {string.Join(", ", Enum.GetNames<Sensitivity>()).ToLowerInvariant()}.");
}
