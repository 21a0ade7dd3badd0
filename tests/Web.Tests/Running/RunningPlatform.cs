using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Web.Tests.Running;

/// <summary>The real platform in its embedded profile, started by <c>./dev up</c> on a state of its own; or the running one that CTX_URL and CTX_API_KEY name.</summary>
internal sealed partial class RunningPlatform : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(9);
    private readonly Process? _process;
    private readonly string? _state;

    private RunningPlatform(Process? process, string? state, string url, string apiKey)
    {
        _process = process;
        _state = state;
        Url = url.TrimEnd('/');
        ApiKey = apiKey;
    }

    public string Url { get; }

    public string ApiKey { get; }

    public static async Task<RunningPlatform> Start()
    {
        if (Environment.GetEnvironmentVariable("CTX_URL") is { Length: > 0 } given)
        {
            return new RunningPlatform(null, null, given, Environment.GetEnvironmentVariable("CTX_API_KEY") ?? throw new InvalidOperationException("CTX_URL needs CTX_API_KEY beside it."));
        }

        var state = Directory.CreateTempSubdirectory("ctx-web-tests-").FullName;
        var log = Path.Combine(state, "up.log");
        // The shell becomes ./dev, so that what is signalled is what was started; output goes to a file, because a full pipe would stop the platform.
        var start = new ProcessStartInfo("/bin/bash") { WorkingDirectory = Root() };
        foreach (var argument in new[] { "-c", "exec ./dev up --state \"$1\" --port \"$2\" --inner-port \"$3\" > \"$4\" 2>&1 < /dev/null", "web-tests", Path.Combine(state, "platform"), FreePort(), FreePort(), log })
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var platform = new RunningPlatform(process, state, "", "");
        try
        {
            var file = Path.Combine(state, "platform", "platform.json");
            (string Url, string Key)? found = null;
            await Eventually.Holds(
                async () =>
                {
                    if (process.HasExited)
                    {
                        throw new GaveUp($"The platform ended while starting (exit code {process.ExitCode}):\n{await File.ReadAllTextAsync(log)}");
                    }
                    found = await Ready(file);
                    return found is not null;
                },
                "the platform is ready",
                StartLimit);
            return new RunningPlatform(process, state, found!.Value.Url, found.Value.Key);
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
        {
            return;
        }
        if (!_process.HasExited)
        {
            _ = Kill(_process.Id, 15);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }
        _process.Dispose();
        Directory.Delete(_state!, recursive: true);
    }

    private static async Task<(string Url, string Key)?> Ready(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }
        try
        {
            using var platform = JsonDocument.Parse(await File.ReadAllTextAsync(file));
            var url = platform.RootElement.GetProperty("url").GetString()!;
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
            using var answer = await http.GetAsync(new Uri($"{url}/health/ready"));
            return answer.IsSuccessStatusCode ? (url, platform.RootElement.GetProperty("apiKey").GetString()!) : null;
        }
        catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException or JsonException or IOException)
        {
            return null;
        }
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
            {
                return folder.FullName;
            }
        }
        throw new InvalidOperationException("The tests run from inside the repository: no Platform.sln above them.");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
