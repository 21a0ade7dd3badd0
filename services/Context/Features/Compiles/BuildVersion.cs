using System.Reflection;

namespace Context.Features.Compiles;

/// <summary>What receipts name as the build that compiled: the configured commit or version, else the assembly's own version.</summary>
internal sealed record BuildVersion(string Value)
{
    public static BuildVersion From(IConfiguration configuration) => new(
        configuration["Platform:Build"] is { Length: > 0 } build
            ? build
            : typeof(BuildVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown");
}
