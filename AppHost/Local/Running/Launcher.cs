using System.Collections.Concurrent;
using System.Diagnostics;

namespace AppHost.Local;

/// <summary>
/// Starts children in a session of their own (Ctrl-C at the terminal reaches the engine only) that die with the engine.
/// The kernel ties a parent-death signal to the thread that forked, not to the process, so one thread that lives as
/// long as the engine does all the starting.
/// </summary>
internal sealed class Launcher : IDisposable
{
    private readonly BlockingCollection<(ProcessStartInfo Info, TaskCompletionSource<Process> Started)> requests = [];

    public Launcher(string mark)
    {
        Mark = mark;
        new Thread(Serve) { IsBackground = true, Name = "launcher" }.Start();
    }

    public string Mark { get; }

    public Task<Process> Start(ProcessSpec spec)
    {
        var info = new ProcessStartInfo("setsid")
        {
            WorkingDirectory = spec.WorkingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in CommandLine(spec))
        {
            info.ArgumentList.Add(argument);
        }

        foreach (var inherited in info.Environment.Keys.Where(IsInjectedHere).ToList())
        {
            info.Environment.Remove(inherited);
        }

        foreach (var (name, value) in spec.Environment)
        {
            info.Environment[name] = value;
        }

        info.Environment[Leftovers.MarkVariable] = Mark;
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        requests.Add((info, started));
        return started.Task;
    }

    public void Dispose() => requests.CompleteAdding();

    // setpriv comes after unshare: entering a user namespace changes credentials, and the kernel then forgets the signal.
    internal static IEnumerable<string> CommandLine(ProcessSpec spec) =>
    [
        .. spec.WithoutRoot && Environment.UserName == "root" ? ["unshare", "--user", "--map-user=1000", "--map-group=1000"] : Array.Empty<string>(),
        "setpriv", "--pdeathsig", spec.DeathSignal, spec.Command, .. spec.Arguments,
    ];

    // What is declared in AppHost.cs is all that a service is told: nothing of the kind leaks in from the shell.
    private static bool IsInjectedHere(string name) =>
        name.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("services__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Gateway__", StringComparison.OrdinalIgnoreCase)
        || name is "ASPNETCORE_URLS" or "ASPNETCORE_HTTP_PORTS" or "DOTNET_URLS";

    private void Serve()
    {
        foreach (var (info, started) in requests.GetConsumingEnumerable())
        {
            try
            {
                var process = Process.Start(info) ?? throw new InvalidOperationException($"{info.FileName} did not start.");
                process.StandardInput.Close();
                started.SetResult(process);
            }
            catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException or IOException)
            {
                started.SetException(e);
            }
        }
    }
}
