namespace Substrate.Hashing;

public static class Moment
{
    /// <summary>A time as PostgreSQL keeps it: in microseconds, UTC. What is hashed, signed or answered must be what is read back.</summary>
    public static DateTimeOffset Stored(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
