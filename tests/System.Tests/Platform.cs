using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace System.Tests;

/// <summary>The real platform in a state directory of its own, started as a person starts it: the published engine and what it runs.</summary>
internal sealed class Platform : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);
    private readonly ConcurrentQueue<string> output = new();
    private readonly Process engine;
    private readonly bool ownsState;

    private Platform(Process engine, string state, int port, bool ownsState)
    {
        this.engine = engine;
        this.ownsState = ownsState;
        State = state;
        Url = new Uri($"http://127.0.0.1:{port}");
    }

    /// <summary>For published programs, which find the runtime by DOTNET_ROOT.</summary>
    public static string DotnetRoot => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    public Uri Url { get; }
    public string State { get; }
    public int Pid => engine.Id;
    public string Key { get; private set; } = "";
    public IReadOnlyCollection<string> Output => output;

    /// <summary>A client that presents the owner's key.</summary>
    public HttpClient Client { get; } = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    /// <summary>Starts it and waits for STATE/platform.json.</summary>
    public static async Task<Platform> Start(string profile, string? state = null)
    {
        var platform = Launch(state ?? Directory.CreateTempSubdirectory("ctx-system-").FullName, FreePort(), ownsState: state is null, "--profile", profile);
        var file = Path.Combine(platform.State, "platform.json");
        // A killed engine's file stays until the next one starts: only its own counts.
        await platform.Until(() => platform.engine.HasExited || WrittenBy(file) == platform.Pid, StartPatience, "platform.json");
        if (platform.engine.HasExited)
        {
            throw new InvalidOperationException($"The engine ended with exit code {platform.engine.ExitCode}:\n{string.Join('\n', platform.output)}");
        }

        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        platform.Key = json.RootElement.GetProperty("apiKey").GetString()!;
        platform.Client.BaseAddress = platform.Url;
        platform.Client.DefaultRequestHeaders.Add("X-Api-Key", platform.Key);
        return platform;
    }

    /// <summary>Starts an engine that is expected to refuse; returns what it said.</summary>
    public static async Task<(int ExitCode, string Said)> Refused(string state, int port)
    {
        await using var platform = Launch(state, port, ownsState: false);
        await platform.engine.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await platform.Until(() => !platform.output.IsEmpty, TimeSpan.FromSeconds(5), "a reason");
        return (platform.engine.ExitCode, string.Join('\n', platform.output));
    }

    /// <summary>SIGKILL to the process that runs under this name right now.</summary>
    public void Kill(string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(State, "run", name + ".json")));
        using var process = Process.GetProcessById(json.RootElement.GetProperty(nameof(Pid)).GetInt32());
        process.Kill();
    }

    /// <summary>What Ctrl-C does. Returns the engine's exit code.</summary>
    public async Task<int> Stop()
    {
        if (!engine.HasExited)
        {
            _ = kill(engine.Id, 15);
            await engine.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(90));
        }

        return engine.ExitCode;
    }

    /// <summary>SIGKILL to the engine itself.</summary>
    public async Task KillEngine()
    {
        engine.Kill();
        await engine.WaitForExitAsync();
    }

    /// <summary>An administrator's connection to one of the databases.</summary>
    public string Database(string name) =>
        $"Host=127.0.0.1;Port={File.ReadLines(Path.Combine(State, "postgres", "data", "postmaster.pid")).ElementAt(3)};Username=postgres;Password={File.ReadAllText(Path.Combine(State, "secrets", "postgres-password"))};Database={name};Pooling=false";

    public async Task Until(Func<bool> condition, TimeSpan patience, string what)
    {
        var deadline = DateTime.UtcNow + patience;
        while (!condition())
        {
            if (DateTime.UtcNow > deadline)
            {
                throw new TimeoutException($"Waited in vain for {what}. The engine said:\n{string.Join('\n', output.TakeLast(40))}");
            }

            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Client.Dispose();
        engine.Dispose();
        if (ownsState)
        {
            Directory.Delete(State, recursive: true);
        }
    }

    public static int FreePort()
    {
        // Below the kernel's ephemeral range, so that no outgoing connection takes it between now and its use.
        while (true)
        {
            var port = Random.Shared.Next(20000, 32000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: another.
            }
        }
    }

    private static Platform Launch(string state, int port, bool ownsState, params string[] more)
    {
        var program = Path.Combine(Root(), "artifacts", "publish", "apphost", "AppHost");
        if (!File.Exists(program))
        {
            throw new InvalidOperationException("The platform is not built. Run: ./dev build");
        }

        var info = new ProcessStartInfo(program, ["--state", state, "--port", port.ToString(CultureInfo.InvariantCulture), .. more])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment["DOTNET_ROOT"] = DotnetRoot;
        var process = new Process { StartInfo = info };
        var platform = new Platform(process, state, port, ownsState);
        process.OutputDataReceived += (_, line) => platform.Said(line.Data);
        process.ErrorDataReceived += (_, line) => platform.Said(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return platform;
    }

    private static int? WrittenBy(string platformFile)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(platformFile));
            return json.RootElement.GetProperty("pid").GetInt32();
        }
        catch (IOException)
        {
            return null;
        }
    }

    private void Said(string? line)
    {
        if (line is not null)
        {
            output.Enqueue(line);
        }
    }

    /// <summary>The checkout, wherever the tests were built to.</summary>
    public static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));

#pragma warning disable SYSLIB1054 // two ints need no generated marshalling
    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int pid, int signal);
#pragma warning restore SYSLIB1054
}
