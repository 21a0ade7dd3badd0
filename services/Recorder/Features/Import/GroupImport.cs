using System.Text.RegularExpressions;
using Recorder.Domain;

namespace Recorder.Features.Import;

/// <summary>
/// The sessions of some files: small new ones in batches, every other on its own. Small files are imported together, since a transaction for each would be most of
/// what they cost; one that is at fault takes no other with it.
/// </summary>
internal sealed class GroupImport(ImportWork work, CancellationToken ct)
{
    private readonly BatchWriter batches = new(work, ct);

    /// <summary>The files stay the caller's.</summary>
    public async Task Import(IReadOnlyList<TakenFile> files)
    {
        try
        {
            foreach (var file in files)
            {
                await work.Guard.Run(file.Order, file.Path, () => Read(file));
            }
        }
        finally
        {
            await batches.Settle();
        }

        await batches.Finish();
        foreach (var file in files)
        {
            await work.Guard.Run(file.Order, file.Path, () => Alone(file));
            if (file.Runs == 0 && !work.Tally.HasFailed(file.Order))
            {
                work.Tally.Skip(file.Order, file.Path);
            }
        }
    }

    /// <summary>Where a file cannot be read further, the sessions before that place stand.</summary>
    private async Task Read(TakenFile file)
    {
        using var source = OpenedSource.Open(file.Content, work.Input.Format);
        foreach (var (place, session) in source?.Sessions().Index() ?? [])
        {
            if (!SessionBatch.Takes(session))
            {
                // In order: it may go on from one that waits.
                await batches.Finish();
                await One(file, session);
                continue;
            }

            // A session that cannot be read does not take the file's others with it.
            await work.Guard.Run(file.Order, file.Path, () =>
            {
                Take(file, place, session);
                return Task.CompletedTask;
            });
            await batches.FlushFull();
        }
    }

    private void Take(TakenFile file, int place, OpenedSession session)
    {
        try
        {
            var identity = session.Identity with { SessionId = SafeText.Of(session.Identity.SessionId, work.Settings)! };
            if (ReadSession.Read(place, session, identity) is { } read && !batches.TryAdd(read, file))
            {
                file.Alone.Enqueue(place);
            }
        }
        catch (RegexMatchTimeoutException)
        {
            // By the clock: on a busy machine it may be none of the session's doing, so it is read once more.
            file.Alone.Enqueue(place);
        }
    }

    /// <summary>Reads the file again for the sessions that are to be imported alone.</summary>
    private async Task Alone(TakenFile file)
    {
        var left = file.Alone.ToHashSet();
        if (left.Count == 0)
        {
            return;
        }

        try
        {
            using var source = OpenedSource.Open(file.Content, work.Input.Format);
            foreach (var (place, session) in source!.Sessions().Index())
            {
                if (left.Remove(place))
                {
                    await One(file, session);
                    if (left.Count == 0)
                    {
                        return;
                    }
                }
            }
        }
        catch (Exception e) when (ImportGuard.IsOfTheFile(e) && work.Tally.HasFailed(file.Order))
        {
            // It was told when the file was first read.
        }
    }

    private async Task One(TakenFile file, OpenedSession session)
    {
        await work.Guard.Run(file.Order, file.Path, () => work.InTurn(async () => file.Add(
            work.Tally.Add(file.Path, await new SessionImport(work).Import(session, file.Path, steps => work.Job.ReportAsync(work.Tally.Steps + steps, null, "steps"), ct))), ct));
        await work.Job.ReportAsync(work.Tally.Steps, null, "steps");
    }
}
