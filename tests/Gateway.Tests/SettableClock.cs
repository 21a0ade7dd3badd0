namespace Gateway.Tests;

/// <summary>The machine's time, moved forward by as much as a test says.</summary>
public sealed class SettableClock : TimeProvider
{
    private long _ticksAhead;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticksAhead, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ticksAhead));
}
