using System.Globalization;

namespace AppHost.Local;

/// <summary>A line of the kernel's process table (/proc/pid/stat, proc(5)).</summary>
internal readonly record struct ProcessEntry(int Pid, char State, int Group, long StartTime)
{
    private static readonly string Prefix = Leftovers.MarkVariable + "=";

    public static ProcessEntry? Read(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            // The command's name is in parentheses and may itself hold spaces and parentheses.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return new ProcessEntry(pid, fields[0][0], int.Parse(fields[2], CultureInfo.InvariantCulture), long.Parse(fields[19], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Every living process (a zombie is not one: it holds nothing and cannot be signalled).</summary>
    public static IEnumerable<ProcessEntry> All() =>
        Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? Read(pid) : null)
            .OfType<ProcessEntry>()
            .Where(p => p.State is not ('Z' or 'X'));

    /// <summary>The engine that started this process, by its environment; null if none did or it may not be read.</summary>
    public string? Mark()
    {
        try
        {
            return File.ReadAllText($"/proc/{Pid}/environ").Split('\0')
                .FirstOrDefault(v => v.StartsWith(Prefix, StringComparison.Ordinal))?[Prefix.Length..];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
