using System.Diagnostics;

namespace AppHost.Local;

internal enum UnitState
{
    Waiting,
    Starting,
    Ready,
    Restarting,
    Failed,
    Stopped,
}

/// <summary>One process through its life: started when what it depends on is ready, watched, started again, stopped.</summary>
internal sealed class Unit(ProcessSpec spec, Launcher launcher, RestartPolicy policy, string runFolder, LogFile log, IBoard board)
{
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile Process? process;
    private long startTime;

    public ProcessSpec Spec => spec;
    public LogFile Log => log;
    public UnitState State { get; private set; } = UnitState.Waiting;
    public int? Pid => process?.Id;
    public int Restarts { get; private set; }

    /// <summary>Completes when it is ready for the first time.</summary>
    public Task FirstReady => ready.Task;

    /// <summary>Runs until stopped (returns null) or given up (returns why).</summary>
    public async Task<string?> Run(IEnumerable<Task> dependencies, CancellationToken stopping)
    {
        await Task.WhenAll(dependencies).WaitAsync(stopping);
        var failures = 0;
        while (true)
        {
            Become(UnitState.Starting);
            var outcome = await RunOnce(stopping);
            if (stopping.IsCancellationRequested)
            {
                return null;
            }

            failures = outcome.ReadyFor >= policy.Settled ? 1 : failures + 1;
            log.Write($"[{spec.Name} {outcome.Ending}]");
            if (policy.Delay(failures) is not { } delay)
            {
                Become(UnitState.Failed);
                return $"{spec.Name} {outcome.Ending}, {failures} times in a row. Its log: {log.Path}";
            }

            Restarts++;
            Become(UnitState.Restarting, $"{outcome.Ending}; again in {delay.TotalSeconds:0.#} s");
            await Task.Delay(delay, stopping);
        }
    }

    /// <summary>Its own signal first, then after the grace period the kernel's, to the whole group.</summary>
    public async Task Stop()
    {
        if (process is { } running && !running.HasExited)
        {
            Signals.Send(running.Id, spec.StopSignal);
            await ExitWithin(running, spec.Grace);
        }

        File.Delete(RunRecord.PathIn(runFolder, spec.Name));
        Become(UnitState.Stopped);
    }

    private async Task<(TimeSpan ReadyFor, string Ending)> RunOnce(CancellationToken stopping)
    {
        if (spec.Prepare is { } prepare)
        {
            await prepare(stopping);
        }

        var started = await launcher.Start(spec);
        startTime = ProcessEntry.Read(started.Id)?.StartTime ?? 0;
        process = started;
        new RunRecord(spec.Name, started.Id, startTime, launcher.Mark, spec.StopSignal).Write(runFolder);
        _ = Copy(started.StandardOutput);
        _ = Copy(started.StandardError);

        var exited = started.WaitForExitAsync(CancellationToken.None);
        var clock = Stopwatch.StartNew();
        var isReady = await BecomesReady(exited, stopping);
        if (!isReady)
        {
            if (started.HasExited)
            {
                return (TimeSpan.Zero, $"ended with exit code {started.ExitCode} before it was ready");
            }

            await ExitWithin(started, TimeSpan.Zero);
            return (TimeSpan.Zero, $"was not ready within {spec.ReadyWithin.TotalSeconds:0} s");
        }

        Become(UnitState.Ready, $"in {clock.Elapsed.TotalSeconds:0.0} s");
        ready.TrySetResult();
        clock.Restart();
        await exited.WaitAsync(stopping);
        return (clock.Elapsed, $"ended with exit code {started.ExitCode}");
    }

    private async Task<bool> BecomesReady(Task exited, CancellationToken stopping)
    {
        var clock = Stopwatch.StartNew();
        while (!exited.IsCompleted && clock.Elapsed < spec.ReadyWithin)
        {
            if (await spec.Probe(stopping))
            {
                return !exited.IsCompleted;
            }

            await Task.WhenAny(exited, Task.Delay(clock.ElapsedMilliseconds < 5000 ? 40 : 200, stopping));
            stopping.ThrowIfCancellationRequested();
        }

        return false;
    }

    private static async Task ExitWithin(Process running, TimeSpan grace)
    {
        using var patience = new CancellationTokenSource(grace);
        try
        {
            await running.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Signals.Send(-running.Id, Signals.Kill);
            await running.WaitForExitAsync(CancellationToken.None);
        }
    }

    private async Task Copy(StreamReader lines)
    {
        try
        {
            while (await lines.ReadLineAsync() is { } line)
            {
                log.Write(line);
                if (!spec.Quiet)
                {
                    board.Line(spec.Name, line);
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The pipe ended with its process.
        }
    }

    private void Become(UnitState state, string? detail = null)
    {
        State = state;
        board.Changed(this, detail);
    }
}
