using Recorder.Domain.Importing;

namespace Recorder.Features.Import;

/// <summary>The files of an upload, in groups: of small ones several, of large ones one.</summary>
internal static class ImportEntries
{
    // Most of the time of a small file is its transaction: so small ones share some, and while one is waited for the next are read.
    private const int GroupsAtOnce = 4;
    private const int FilesOfAGroup = 64;
    private const long BytesOfAGroup = 2 << 20;
    private const long BytesAtOnce = 32 << 20;

    /// <summary>While some files are being written the next are read, as far as memory goes.</summary>
    public static async Task Run(ImportWork work, Stream upload, CancellationToken ct)
    {
        var running = new Dictionary<Task, long>();
        var group = new List<TakenFile>();
        try
        {
            foreach (var (order, entry) in SourceArchive.Entries(upload, work.Input.Name).Index())
            {
                if (entry.Content is null)
                {
                    await work.Guard.Fail(order, entry.Path, null, entry.Problem!);
                    continue;
                }

                SourceFile? file = null;
                if (work.Verdicts.Any(v => v.File == entry.Path) || !await work.Guard.Run(order, entry.Path, () => Task.FromResult(file = SourceFile.Take(entry.Path, entry.Content))))
                {
                    continue;
                }

                if (group.Count >= FilesOfAGroup || (group.Count > 0 && group.Sum(f => f.Content.Length) + file!.Length > BytesOfAGroup))
                {
                    await Start();
                }

                group.Add(new TakenFile(order, file!));
            }

            await Start();
        }
        catch (Exception e) when (e is UnreadableSourceException or ArchiveBombException)
        {
            // An archive that breaks off: the files before that place stand.
            await Start();
            throw;
        }
        finally
        {
            group.ForEach(file => file.Dispose());
            await Task.WhenAll(running.Keys);
        }

        async Task Start()
        {
            if (group.Count == 0)
            {
                return;
            }

            // Asked for now: once its import runs, a file may be closed at any moment.
            var length = group.Sum(file => file.Content.Length);
            while (running.Count > 0 && (running.Count >= GroupsAtOnce || running.Values.Sum() + length > BytesAtOnce))
            {
                var done = await Task.WhenAny(running.Keys);
                running.Remove(done);
                await done;
            }

            var files = group.ToArray();
            group.Clear();
            running.Add(Task.Run(() => ImportGroup(work, files, ct), CancellationToken.None), length);
        }
    }

    private static async Task ImportGroup(ImportWork work, TakenFile[] files, CancellationToken ct)
    {
        try
        {
            await new GroupImport(work, ct).Import(files);
        }
        finally
        {
            Array.ForEach(files, file => file.Dispose());
        }
    }
}
