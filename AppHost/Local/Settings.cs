using System.Collections;
using System.Globalization;

namespace AppHost.Local;

/// <summary>
/// Configuration with .NET's precedence: command line over environment (only names with <c>__</c>, so that a stray PORT
/// or STATE in somebody's shell means nothing) over what the engine itself provides.
/// </summary>
internal sealed class Settings
{
    private const string Options = "--profile embedded|distributed, --state DIR, --port N, --demo, --fresh";
    private static readonly string[] Flags = ["demo", "fresh"];
    private static readonly string[] Valued = ["profile", "state", "port", "inner-port"];
    private readonly Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);

    public string? this[string key] => values.GetValueOrDefault(key);

    public bool Has(string flag) => values.ContainsKey(flag);

    /// <summary>Sets what neither the command line nor the environment gave.</summary>
    public void Default(string key, string value) => values.TryAdd(key, value);

    /// <exception cref="CannotStart">An unknown option, a missing value, or a value out of range.</exception>
    public static Settings Read(IReadOnlyList<string> args, IDictionary environment)
    {
        var settings = new Settings();
        foreach (DictionaryEntry entry in environment)
        {
            if (entry.Key is string name && entry.Value is string value && name.Contains("__", StringComparison.Ordinal))
            {
                settings.values[name.Replace("__", ":", StringComparison.Ordinal)] = value;
            }
        }

        for (var i = 0; i < args.Count; i++)
        {
            var (key, inline) = Split(args[i]);
            if (Flags.Contains(key))
            {
                settings.values[key] = "true";
            }
            else if (Valued.Contains(key) || key.Contains(':', StringComparison.Ordinal))
            {
                settings.values[key] = inline ?? (i + 1 < args.Count ? args[++i] : throw new CannotStart($"--{key} needs a value. Options: {Options}."));
            }
            else
            {
                throw new CannotStart($"Unknown option {args[i]}. Options: {Options}.");
            }
        }

        settings.Check();
        return settings;
    }

    private static (string Key, string? Value) Split(string argument)
    {
        if (!argument.StartsWith("--", StringComparison.Ordinal))
        {
            throw new CannotStart($"Unexpected argument {argument}. Options: {Options}.");
        }

        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (argument[2..], null) : (argument[2..equals], argument[(equals + 1)..]);
    }

    private void Check()
    {
        if (this["profile"] is { } profile && profile is not ("embedded" or "distributed"))
        {
            throw new CannotStart($"Unknown profile {profile}: embedded (one process) or distributed (one process per service).");
        }

        if (this["port"] is { } port && !(int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536))
        {
            throw new CannotStart($"--port {port} is not a port number (1–65535).");
        }
    }
}
