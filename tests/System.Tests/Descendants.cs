using System.Globalization;

namespace System.Tests;

/// <summary>The processes below one, by the kernel's table: what an engine has started, however deep.</summary>
internal static class Descendants
{
    public static IReadOnlyList<(int Pid, long StartTime, string Name)> Of(int pid)
    {
        var all = Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Read(id) : null)
            .OfType<(int Pid, int Parent, long StartTime, string Name)>()
            .ToLookup(p => p.Parent);
        var found = new List<(int, long, string)>();
        var next = new Queue<int>([pid]);
        while (next.TryDequeue(out var parent))
        {
            foreach (var child in all[parent])
            {
                found.Add((child.Pid, child.StartTime, child.Name));
                next.Enqueue(child.Pid);
            }
        }

        return found;
    }

    public static bool IsAlive((int Pid, long StartTime, string Name) process) => Read(process.Pid) is { } now && now.StartTime == process.StartTime;

    private static (int Pid, int Parent, long StartTime, string Name)? Read(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X"
                ? null
                : (pid, int.Parse(fields[1], CultureInfo.InvariantCulture), long.Parse(fields[19], CultureInfo.InvariantCulture), stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..stat.LastIndexOf(')')]);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
