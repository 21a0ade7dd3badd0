using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Harness;

/// <summary>Holds the committed <c>openapi.json</c> of a service equal to what it serves. Environment <c>UPDATE_OPENAPI=1</c> rewrites the file instead.</summary>
public static class OpenApiProof
{
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="file">Path from the root of the repository; <c>services/{Service}/openapi.json</c> when not given.</param>
    public static async Task Holds(TestPlatform platform, string service, string? file = null)
    {
        ArgumentNullException.ThrowIfNull(platform);
        ArgumentNullException.ThrowIfNull(service);
        var path = Path.Combine(Repository.Root, file ?? $"services/{char.ToUpperInvariant(service[0])}{service[1..]}/openapi.json");
        using var client = new HttpClient();
        var address = service == "gateway" ? platform.GatewayAddress! : platform.Address;
        var served = JsonNode.Parse(await client.GetStringAsync(new Uri(address, $"/openapi/{service}.json")))!.ToJsonString(Pretty) + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_OPENAPI") == "1")
        {
            await File.WriteAllTextAsync(path, served);
            return;
        }
        Assert.True(File.Exists(path), $"{path} is missing. Write it with UPDATE_OPENAPI=1.");
        var committed = (await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n");
        Assert.True(committed == served, $"{path} differs from what {service} serves: {FirstDifference(committed, served)}. If the change is meant, rewrite it with UPDATE_OPENAPI=1.");
    }

    private static string FirstDifference(string committed, string served)
    {
        var (before, after) = (committed.Split('\n'), served.Split('\n'));
        for (var line = 0; line < Math.Max(before.Length, after.Length); line++)
        {
            var (a, b) = (before.ElementAtOrDefault(line), after.ElementAtOrDefault(line));
            if (a != b) return $"line {line + 1}, committed «{a?.Trim()}», served «{b?.Trim()}»";
        }
        return "nothing";
    }
}

public static class Repository
{
    /// <summary>The folder that holds <c>Platform.sln</c>.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException($"No Platform.sln above {from}.");
    }
}
