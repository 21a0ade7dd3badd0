using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Bench;

/// <summary>The platform that is measured: one that this bench started by <c>./dev up</c>, or the running one that CTX_URL names.</summary>
internal sealed partial class Platform : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(15);
    private readonly Process? _process;
    private readonly bool _keepState;

    private Platform(Process? process, string? state, bool keepState, string url, string apiKey, TimeSpan startedIn)
    {
        _process = process;
        _keepState = keepState;
        State = state;
        Url = url;
        StartedIn = startedIn;
        Http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = Timeout.InfiniteTimeSpan })
        {
            BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(10),
        };
        Http.DefaultRequestHeaders.Add("X-Api-Key", apiKey);
    }

    public string? State { get; }

    public string Url { get; }

    public HttpClient Http { get; }

    /// <summary>From the command to the first ready answer.</summary>
    public TimeSpan StartedIn { get; }

    public bool IsOwn => _process is not null;

    public IReadOnlyList<int> Processes => _process is null ? [] : ProcessTree.Of(_process.Id);

    public static async Task<Platform> Start(Arguments arguments)
    {
        if (Environment.GetEnvironmentVariable("CTX_URL") is { Length: > 0 } url)
        {
            var key = Environment.GetEnvironmentVariable("CTX_API_KEY");
            return string.IsNullOrEmpty(key)
                ? throw new BenchException("CTX_URL is set and CTX_API_KEY is not: both are needed to use a running platform.")
                : new Platform(null, null, true, url, key, TimeSpan.Zero);
        }

        var state = arguments.State ?? Path.Combine(Path.GetTempPath(), $"ctx-bench-{Guid.NewGuid():N}");
        return await StartOn(state, keepState: arguments.State is not null);
    }

    public static async Task<Platform> StartOn(string state, bool keepState)
    {
        Directory.CreateDirectory(state);
        var log = Path.Combine(Path.GetTempPath(), $"ctx-bench-{Path.GetFileName(state)}.log");
        var file = Path.Combine(state, "platform.json");
        File.Delete(file);
        var watch = Stopwatch.StartNew();
        // The shell execs ./dev, so that what we signal is what we started; output goes to a file, a full pipe would stop the platform.
        var start = new ProcessStartInfo("/bin/bash") { WorkingDirectory = Repository.Root };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec ./dev up --state \"$1\" --port \"$2\" > \"$3\" 2>&1 < /dev/null");
        start.ArgumentList.Add("bench");
        start.ArgumentList.Add(state);
        start.ArgumentList.Add(FreePort().ToString());
        start.ArgumentList.Add(log);
        var process = Process.Start(start)!;
        try
        {
            while (true)
            {
                if (process.HasExited)
                {
                    throw new BenchException($"The platform ended while starting (exit code {process.ExitCode}); its output is in {log}.");
                }
                if (watch.Elapsed > StartLimit)
                {
                    throw new BenchException($"The platform was not ready after {StartLimit.TotalMinutes} minutes; its output is in {log}.");
                }
                if (await Ready(file) is { } found)
                {
                    return new Platform(process, state, keepState, found.Url, found.Key, watch.Elapsed);
                }
                await Task.Delay(20);
            }
        }
        catch
        {
            await Stop(process);
            throw;
        }
    }

    /// <summary>Connection string (administrator's) of one of the platform's databases.</summary>
    public string AdminConnection(string database)
    {
        if (_process is null)
        {
            return Environment.GetEnvironmentVariable("CTX_BENCH_POSTGRES") is { Length: > 0 } given
                ? new Npgsql.NpgsqlConnectionStringBuilder(given) { Database = database }.ConnectionString
                : throw new BenchException("CTX_BENCH_POSTGRES is not set: what is loaded in bulk needs the administrator's connection string of the running platform.");
        }

        // Our own child was given it; nothing else needs to know where the engine keeps its secrets.
        return Processes.Select(pid => ProcessTree.EnvironmentOf(pid, $"ConnectionStrings__{database}")).FirstOrDefault(c => c is not null)
            ?? throw new BenchException($"No process of the platform has a connection string for {database}.");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is not null)
        {
            await Stop(_process);
            if (!_keepState)
            {
                Directory.Delete(State!, recursive: true);
            }
        }
    }

    private static async Task<(string Url, string Key)?> Ready(string file)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        using var platform = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        var url = platform.RootElement.GetProperty("url").GetString()!;
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(5) };
            using var answer = await http.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode ? (url, platform.RootElement.GetProperty("apiKey").GetString()!) : null;
        }
        catch (Exception notYet) when (notYet is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    private static async Task Stop(Process process)
    {
        if (process.HasExited)
        {
            return;
        }

        _ = Kill(process.Id, 15);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}

internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("CTX_ROOT") is { Length: > 0 } given)
        {
            return given;
        }
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
            {
                return folder.FullName;
            }
        }

        throw new BenchException("The bench does not know its repository: run it as ./dev bench.");
    }
}

/// <summary>Why nothing could be measured.</summary>
internal sealed class BenchException(string message) : Exception(message);
