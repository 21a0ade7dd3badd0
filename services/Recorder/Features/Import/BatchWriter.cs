namespace Recorder.Features.Import;

/// <summary>Gathers small sessions into batches and writes them, two at once, while the next are read.</summary>
internal sealed class BatchWriter(ImportWork work, CancellationToken ct)
{
    // While one batch is being sealed the database writes the other.
    private const int BatchesAtOnce = 2;

    private readonly Queue<Task> writing = [];
    private SessionBatch batch = new(work);

    public bool TryAdd(ReadSession session, TakenFile file) => batch.TryAdd(session, file);

    public Task FlushFull() => batch.IsFull ? Flush() : Task.CompletedTask;

    /// <summary>Writes what waits, and returns when all is written.</summary>
    public async Task Finish()
    {
        await Flush();
        while (writing.TryDequeue(out var next))
        {
            await next;
        }
    }

    /// <summary>Waits for what is being written, whatever becomes of it.</summary>
    public Task Settle() => Task.WhenAll(writing).ContinueWith(_ => { }, TaskScheduler.Default);

    private async Task Flush()
    {
        var full = batch;
        if (full.IsEmpty)
        {
            return;
        }

        batch = new SessionBatch(work);
        var ready = await Try(full, () => Task.Run(full.Prepare, ct));
        while (writing.Count >= BatchesAtOnce)
        {
            await writing.Dequeue();
        }

        if (ready)
        {
            writing.Enqueue(Write(full));
        }
    }

    private async Task Write(SessionBatch full)
    {
        await Task.Yield();
        await Try(full, () => work.InTurn(() => full.WriteAsync(ct), ct));
        await work.Job.ReportAsync(work.Tally.Steps, null, "steps");
    }

    /// <summary>False when one of the sessions is at fault: which one, and why, each shows alone.</summary>
    private static async Task<bool> Try(SessionBatch full, Func<Task> step)
    {
        try
        {
            await step();
            return true;
        }
        catch (Exception e) when (ImportGuard.IsOfTheFile(e))
        {
            full.LeaveAll();
            return false;
        }
    }
}
