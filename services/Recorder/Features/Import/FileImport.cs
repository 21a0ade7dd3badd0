using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Recorder.Domain;

namespace Recorder.Features.Import;

/// <summary>The sessions of one file: small new ones in batches, two being written while the next is read; every other on its own.</summary>
internal sealed class FileImport(ImportWork work, int order, string path, CancellationToken ct)
{
    // While one batch is being sealed the database writes the other.
    private const int BatchesAtOnce = 2;

    // Added to while a batch is being written, and read once none is.
    private readonly ConcurrentQueue<int> alone = [];
    private readonly Queue<Task> writing = [];
    private SessionBatch batch = new(work, path);
    private int runs;

    /// <returns>How many of the sessions are runs.</returns>
    public async Task<int> Import(OpenedSource source)
    {
        try
        {
            foreach (var (place, session) in source.Sessions().Index())
            {
                await Take(place, session);
            }
        }
        catch (Exception e) when (ImportGuard.IsOfTheFile(e))
        {
            // The sessions before the place where the file cannot be read further stand.
            await Finish(source);
            throw;
        }
        finally
        {
            await Task.WhenAll(writing).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        await Finish(source);
        return runs;
    }

    private async Task Take(int place, OpenedSession session)
    {
        if (!SessionBatch.Takes(session))
        {
            // In order: it may go on from one that waits.
            await Flush();
            await Written();
            await One(session);
            return;
        }

        // A session that cannot be read does not take the file's others with it.
        await work.Guard.Run(order, path, () =>
        {
            try
            {
                Read(place, session);
            }
            catch (RegexMatchTimeoutException)
            {
                // By the clock: on a busy machine it may be none of the session's doing, so it is read once more.
                alone.Enqueue(place);
            }

            return Task.CompletedTask;
        });
        if (batch.IsFull)
        {
            await Flush();
        }
    }

    private void Read(int place, OpenedSession session)
    {
        var identity = session.Identity with { SessionId = SafeText.Of(session.Identity.SessionId, work.Settings)! };
        if (ReadSession.Read(place, session, identity) is { } read && !batch.TryAdd(read))
        {
            alone.Enqueue(place);
        }
    }

    private async Task Flush()
    {
        var full = batch;
        if (full.IsEmpty)
        {
            return;
        }

        batch = new SessionBatch(work, path);
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

    private async Task Written()
    {
        while (writing.TryDequeue(out var next))
        {
            await next;
        }
    }

    private async Task Taking(Func<Task> turn)
    {
        await work.Writers.WaitAsync(ct);
        try
        {
            await turn();
        }
        finally
        {
            work.Writers.Release();
        }
    }

    private async Task Write(SessionBatch full)
    {
        await Task.Yield();
        await Try(full, () => Taking(async () => (await full.WriteAsync(Add, ct)).ToList().ForEach(alone.Enqueue)));
        await work.Job.ReportAsync(work.Tally.Steps, null, "steps");
    }

    /// <summary>False when one of the sessions is at fault: which one, and why, each shows alone.</summary>
    private async Task<bool> Try(SessionBatch full, Func<Task> step)
    {
        try
        {
            await step();
            return true;
        }
        catch (Exception e) when (ImportGuard.IsOfTheFile(e))
        {
            full.Places.ToList().ForEach(alone.Enqueue);
            return false;
        }
    }

    /// <summary>Writes what waits, and reads the file again for those that are to be imported alone.</summary>
    private async Task Finish(OpenedSource source)
    {
        await Flush();
        await Written();
        var left = alone.ToHashSet();
        foreach (var (place, session) in left.Count == 0 ? [] : source.Sessions().Index())
        {
            if (left.Remove(place))
            {
                await One(session);
                if (left.Count == 0)
                {
                    return;
                }
            }
        }
    }

    private async Task One(OpenedSession session)
    {
        await work.Guard.Run(order, path, () => Taking(async () =>
            Add(await new SessionImport(work).Import(session, path, steps => work.Job.ReportAsync(work.Tally.Steps + steps, null, "steps"), ct))));
        await work.Job.ReportAsync(work.Tally.Steps, null, "steps");
    }

    private void Add(SessionResult result)
    {
        if (work.Tally.Add(path, result))
        {
            Interlocked.Increment(ref runs);
        }
    }
}
