using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Contracts.Recorder;
using Substrate.Json;

namespace Bench;

internal static class StartupBench
{
    private const int Memories = 10_000;

    public static async Task Run(Arguments arguments, Figures figures)
    {
        if (Environment.GetEnvironmentVariable("CTX_URL") is { Length: > 0 })
        {
            throw new BenchException("startup measures a start, so it starts its own platform: unset CTX_URL.");
        }

        var root = arguments.State ?? Path.Combine(Path.GetTempPath(), $"ctx-bench-{Guid.NewGuid():N}");
        try
        {
            // Builds what has to be built, so that no figure below holds a compiler's time.
            await using (var first = await Platform.StartOn(Path.Combine(root, "first"), keepState: false))
            {
                figures.Add("startup.first_s", first.StartedIn.TotalSeconds, "s", null, "new state directory; builds and installs if anything was missing");
            }

            var state = Path.Combine(root, "second");
            await using (var warm = await Platform.StartOn(state, keepState: true))
            {
                figures.Add("startup.ready_s", warm.StartedIn.TotalSeconds, "s", null, "./dev up to the first ready answer; built, new state directory (database made, all migrations)");
            }
            await using (var unchanged = await Platform.StartOn(state, keepState: true))
            {
                figures.Add("startup.ready_unchanged_s", unchanged.StartedIn.TotalSeconds, "s", null, "the same again on its state directory: nothing changed");
                await Task.Delay(TimeSpan.FromSeconds(10));
                Memory(unchanged, "startup.pss_mb", figures, "every process below the command, 10 s after ready");
                await Load(unchanged, arguments, figures);
                await Task.Delay(TimeSpan.FromSeconds(10));
                Memory(unchanged, "startup.pss_loaded_mb", figures, "10 s after the load");
            }
            await using var loaded = await Platform.StartOn(state, keepState: true);
            figures.Add("startup.ready_loaded_s", loaded.StartedIn.TotalSeconds, "s", null, "the same again with what was loaded");
            await Task.Delay(TimeSpan.FromSeconds(10));
            Memory(loaded, "startup.pss_restarted_mb", figures, "after that restart, 10 s after ready");
        }
        finally
        {
            if (arguments.State is null && Directory.Exists(root))
            {
                Directory.Delete(root, recursive: true);
            }
        }
    }

    private static async Task Load(Platform platform, Arguments arguments, Figures figures)
    {
        if (arguments.Archive is null)
        {
            figures.Note("No --archive DIR: pss_loaded_mb is without recorded runs.");
        }
        else
        {
            var archive = Path.Combine(Path.GetTempPath(), $"ctx-bench-{Guid.NewGuid():N}.tar.gz");
            try
            {
                await using (var file = File.Create(archive))
                await using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
                {
                    await TarFile.CreateFromDirectoryAsync(arguments.Archive, gzip, includeBaseDirectory: true);
                }
                var job = await IngestBench.ImportFile(platform, archive);
                var result = job.Result?.Deserialize<ImportResult>(PlatformJson.Options);
                figures.Note(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Archive imported, job {job.Status}: {result?.Imported} runs, {result?.Steps} steps, {result?.Failed.Count} failed, {result?.Skipped.Count} files of other formats."));
            }
            finally
            {
                File.Delete(archive);
            }
        }

        await using var store = await MemoryStore.Open(platform, figures);
        await store.GrowTo(Memories);
    }

    private static void Memory(Platform platform, string id, Figures figures, string note)
    {
        var processes = platform.Processes.ToLookup(pid => ProcessTree.NameOf(pid) == "postgres");
        var (postgres, others) = (ProcessTree.PssMegabytes(processes[true]), processes[false].ToList());
        var parts = others.Select(pid => string.Create(CultureInfo.InvariantCulture, $"{ProcessTree.NameOf(pid)} {ProcessTree.PssMegabytes([pid]):0}"));
        figures.Add(id, postgres + ProcessTree.PssMegabytes(others), "MB", new("of which PostgreSQL's processes", postgres), $"{note}; {string.Join(", ", parts)}, postgres {postgres:0}");
    }
}
