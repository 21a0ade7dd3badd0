using System.Globalization;

namespace ServiceDefaults.Jobs;

/// <summary>
/// Who holds a job: <c>machine|pid|start|instance</c>. A process that was killed is recognised on the same machine by its pid being gone or started at another
/// time, so that its jobs need not wait for their leases to run out.
/// </summary>
internal sealed record LeaseOwner(string Machine, int Pid, long Start, string Instance)
{
    public static LeaseOwner Current() => new(Environment.MachineName, Environment.ProcessId, StartOf(Environment.ProcessId) ?? 0, Guid.NewGuid().ToString("N"));

    public override string ToString() => $"{Machine}|{Pid}|{Start}|{Instance}";

    public bool IsKnownDead(string other)
    {
        var parts = other.Split('|');
        if (parts.Length != 4 || parts[0] != Machine || Start == 0) return false;
        if (!int.TryParse(parts[1], CultureInfo.InvariantCulture, out var pid) || !long.TryParse(parts[2], CultureInfo.InvariantCulture, out var start) || start == 0) return false;
        return StartOf(pid) != start;
    }

    /// <returns>Clock ticks from boot to the process's start; null when there is no such process, or this is not Linux.</returns>
    private static long? StartOf(int pid)
    {
        try
        {
            // Field 22; the name in field 2 may hold spaces, so count from the closing parenthesis.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
