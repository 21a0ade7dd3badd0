using System.Globalization;

namespace Bench;

/// <summary>
/// Memory of everything the platform runs, sampled while something is measured. Flat means that the last quarter of the samples lies where the second lies:
/// the first is warming up.
/// </summary>
internal sealed class MemoryWatch(Platform platform) : IAsyncDisposable
{
    private readonly List<double> samples = [];
    private Task sampling = Task.CompletedTask;
    private volatile bool isOver;

    public static MemoryWatch Begin(Platform platform)
    {
        var watch = new MemoryWatch(platform);
        watch.sampling = platform.IsOwn ? watch.Sample() : Task.CompletedTask;
        return watch;
    }

    public async Task Add(Figures figures, string prefix)
    {
        await DisposeAsync();
        if (samples.Count < 8)
        {
            return;
        }

        var quarter = samples.Count / 4;
        var (before, after) = (Median(samples.Skip(quarter).Take(quarter)), Median(samples.TakeLast(quarter)));
        figures.Add(
            $"{prefix}memory_peak_mb", samples.Max(), "MB", null,
            string.Create(CultureInfo.InvariantCulture, $"proportional set size of {platform.Processes.Count} processes, {samples.Count} samples"));
        figures.Add($"{prefix}memory_growth_mb", after - before, "MB", null, string.Create(CultureInfo.InvariantCulture, $"median {before:0} MB in the second quarter, {after:0} MB in the last"));
    }

    public async ValueTask DisposeAsync()
    {
        isOver = true;
        await sampling;
    }

    private async Task Sample()
    {
        while (!isOver)
        {
            samples.Add(ProcessTree.PssMegabytes(platform.Processes));
            // To ask the kernel costs the time of a core as long as it answers.
            await Task.Delay(1000);
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
