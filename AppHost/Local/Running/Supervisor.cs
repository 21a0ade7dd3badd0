using System.Security.Cryptography;

namespace AppHost.Local;

/// <summary>Runs a set of processes in dependency order and stops exactly them, in the reverse order.</summary>
internal sealed class Supervisor : IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly Launcher launcher;
    private readonly string runFolder;
    private readonly Dictionary<string, Unit> units;
    private readonly TaskCompletionSource<string?> gaveUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task[] running = [];

    public Supervisor(IReadOnlyList<ProcessSpec> specs, string runFolder, string logFolder, IBoard board, RestartPolicy policy)
    {
        this.runFolder = runFolder;
        Directory.CreateDirectory(runFolder);
        Directory.CreateDirectory(logFolder);
        launcher = new Launcher(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        units = specs.ToDictionary(s => s.Name, s => new Unit(s, launcher, policy, runFolder, new LogFile(Path.Combine(logFolder, s.Name + ".log")), board), StringComparer.Ordinal);
        Order = InOrder(specs);
        board.Show([.. Order.SelectMany(layer => layer).Select(name => units[name])]);
    }

    /// <summary>Layers of names: each layer depends only on earlier ones.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Order { get; }

    /// <summary>Completes with the reason when a process is given up.</summary>
    public Task<string?> GaveUp => gaveUp.Task;

    public Unit this[string name] => units[name];

    /// <summary>Completes when every process is ready.</summary>
    public Task AllReady => Task.WhenAll(units.Values.Select(u => u.FirstReady));

    public void Start()
    {
        var self = ProcessEntry.Read(Environment.ProcessId);
        new RunRecord(RunRecord.Engine, Environment.ProcessId, self?.StartTime ?? 0, launcher.Mark, Signals.Term).Write(runFolder);
        running = [.. units.Values.Select(Watch)];
    }

    /// <summary>Layers of names, first the ones without dependencies.</summary>
    /// <exception cref="CannotStart">A dependency that is not there, or a circle.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> InOrder(IReadOnlyList<ProcessSpec> specs)
    {
        var layers = new List<IReadOnlyList<string>>();
        var placed = new HashSet<string>(StringComparer.Ordinal);
        while (placed.Count < specs.Count)
        {
            string[] layer = [.. specs.Where(s => !placed.Contains(s.Name) && s.DependsOn.All(placed.Contains)).Select(s => s.Name)];
            if (layer.Length == 0)
            {
                throw new CannotStart($"These wait for each other, or for something that is not declared: {string.Join(", ", specs.Select(s => s.Name).Except(placed))}.");
            }

            layers.Add(layer);
            placed.UnionWith(layer);
        }

        return layers;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(running);
        foreach (var layer in Order.Reverse())
        {
            await Task.WhenAll(layer.Select(name => units[name].Stop()));
        }

        Leftovers.Sweep(launcher.Mark);
        File.Delete(RunRecord.PathIn(runFolder, RunRecord.Engine));
        foreach (var unit in units.Values)
        {
            unit.Log.Dispose();
        }

        launcher.Dispose();
        stopping.Dispose();
    }

    private async Task Watch(Unit unit)
    {
        try
        {
            var reason = await unit.Run(unit.Spec.DependsOn.Select(name => units[name].FirstReady), stopping.Token);
            if (reason is not null)
            {
                gaveUp.TrySetResult(reason);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stop() ends the process itself, in order.
        }
        catch (Exception e) when (e is CannotStart or IOException or InvalidOperationException or System.ComponentModel.Win32Exception or UnauthorizedAccessException)
        {
            gaveUp.TrySetResult($"{unit.Spec.Name}: {e.Message}");
        }
    }
}
