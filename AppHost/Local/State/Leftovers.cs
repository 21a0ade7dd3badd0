namespace AppHost.Local;

/// <summary>Ends what an engine started and could not stop itself, because it was killed or because a child hid.</summary>
internal static class Leftovers
{
    public const string MarkVariable = "CTX_ENGINE";
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Ends every process that the records in <paramref name="runFolder"/> name, and what carries their mark; removes the records.</summary>
    public static void End(string runFolder)
    {
        var records = RunRecord.ReadAll(runFolder);
        var marks = records.Select(r => r.Mark).Distinct(StringComparer.Ordinal).ToArray();
        var started = records.Where(r => r.Name != RunRecord.Engine).ToDictionary(r => (r.Pid, r.StartTime), r => r.StopSignal);
        IReadOnlyList<ProcessEntry> Alive() => [.. ProcessEntry.All().Where(p =>
            p.Pid != Environment.ProcessId && (started.ContainsKey((p.Pid, p.StartTime)) || (p.Mark() is { } mark && marks.Contains(mark))))];

        var found = Alive();
        foreach (var process in found)
        {
            Signals.Send(process.Pid, started.GetValueOrDefault((process.Pid, process.StartTime), Signals.Term));
        }

        var deadline = DateTime.UtcNow + Grace;
        while (found.Count > 0)
        {
            if (DateTime.UtcNow > deadline)
            {
                foreach (var process in found)
                {
                    Signals.Send(process.Pid, Signals.Kill);
                }
            }

            Thread.Sleep(20);
            found = Alive();
        }

        foreach (var record in records)
        {
            File.Delete(RunRecord.PathIn(runFolder, record.Name));
        }
    }

    /// <summary>Kills whatever still carries <paramref name="mark"/>: only descendants of the engine that made it do.</summary>
    public static void Sweep(string mark)
    {
        foreach (var process in ProcessEntry.All().Where(p => p.Pid != Environment.ProcessId && p.Mark() == mark))
        {
            Signals.Send(process.Pid, Signals.Kill);
        }
    }
}
