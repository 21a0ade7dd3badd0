namespace AppHost.Local;

/// <summary>Bounded restart: the wait doubles from <paramref name="First"/> to <paramref name="Longest"/>; after <paramref name="Limit"/> failures in a row it is given up.</summary>
/// <param name="Settled">A process that was ready for this long has recovered: its earlier failures no longer count.</param>
internal sealed record RestartPolicy(TimeSpan First, TimeSpan Longest, int Limit, TimeSpan Settled)
{
    public static RestartPolicy Default { get; } = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(15), 6, TimeSpan.FromSeconds(30));

    /// <summary>The wait after the <paramref name="failures"/>th failure in a row (from 1); null when it is given up.</summary>
    public TimeSpan? Delay(int failures) => failures >= Limit
        ? null
        : TimeSpan.FromTicks(Math.Min(Longest.Ticks, First.Ticks << Math.Min(failures - 1, 16)));
}
