using System.Text.Json;

namespace AppHost.Local;

/// <summary>One process that this engine started (or the engine itself): enough to find it again, and never to take another for it.</summary>
/// <param name="StartTime">Clock ticks since boot, as in /proc/pid/stat: a number used again belongs to a process that started later.</param>
/// <param name="Mark">Random per engine start and set in the environment of everything it starts, so that what they start is found too.</param>
internal sealed record RunRecord(string Name, int Pid, long StartTime, string Mark, int StopSignal)
{
    public const string Engine = "engine";

    public static IReadOnlyList<RunRecord> ReadAll(string folder)
    {
        var records = new List<RunRecord>();
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [])
        {
            try
            {
                if (JsonSerializer.Deserialize<RunRecord>(File.ReadAllText(file)) is { } record)
                {
                    records.Add(record);
                }
            }
            catch (Exception e) when (e is JsonException or IOException)
            {
                // Half written when its writer was killed: the mark in the environment still finds the process.
            }
        }

        return records;
    }

    public void Write(string folder) => File.WriteAllText(PathIn(folder, Name), JsonSerializer.Serialize(this));

    public static string PathIn(string folder, string name) => Path.Combine(folder, name + ".json");
}
