using Recorder.Domain;
using Recorder.Domain.Importing;
using Recorder.Storage;

namespace Recorder.Features.Import;

/// <summary>
/// Small sessions that are written together, in one transaction: alone, each would cost a dozen round trips and a sync to disk for a handful of rows. Only sessions that
/// are new are written here. What is known already, or goes on from what is known, or cannot be stored, is left to <see cref="SessionImport"/>, one at a time.
/// </summary>
internal sealed class SessionBatch(ImportWork work)
{
    private const int MaxSessions = 128;
    private const int MaxSteps = 1000;
    private const int MaxChars = 4 << 20;
    private const int MaxRecords = 4000;

    private readonly List<ReadSession> sessions = [];
    private readonly List<TakenFile> files = []; // whose the sessions are
    private readonly HashSet<(string, string)> identities = [];
    private IReadOnlyList<PreparedStep>[] prepared = [];
    private Guid[] ids = [];
    private int steps;
    private int chars;

    public bool IsEmpty => sessions.Count == 0;
    public bool IsFull => sessions.Count >= MaxSessions || steps >= MaxSteps || chars >= MaxChars;

    /// <summary>Whether a session may be held in memory whole, as one of several.</summary>
    public static bool Takes(OpenedSession session) => session.Bytes <= MaxChars && session.Identity.Records <= MaxRecords;

    /// <summary>False for one whose identity another of the batch has: which of them goes on from which is told once that one is stored.</summary>
    public bool TryAdd(ReadSession session, TakenFile file)
    {
        if (!identities.Add((session.Identity.Format, session.Identity.SessionId)))
        {
            return false;
        }

        sessions.Add(session);
        files.Add(file);
        steps += session.Steps.Count;
        chars += session.Steps.Sum(s => s.Chars);
        return true;
    }

    /// <summary>Redacts, hashes and names: of two runs the one with the lower id came first, whichever batch is written first.</summary>
    public void Prepare()
    {
        // Those made within one millisecond are in no order. Canonical text sorts as PostgreSQL sorts.
        ids = [.. sessions.Select(_ => Guid.CreateVersion7()).OrderBy(id => id.ToString(), StringComparer.Ordinal)];
        prepared = Array.ConvertAll<ReadSession, IReadOnlyList<PreparedStep>>([.. sessions], s => new PreparedStep[s.Steps.Count]);
        var all = sessions.SelectMany((session, s) => session.Steps.Select((draft, i) => (draft, s, i))).ToArray();
        Parallel.ForEach(all, one => ((PreparedStep[])prepared[one.s])[one.i] = PreparedStep.From(one.draft, work.Settings, work.Tally.Memo));
    }

    /// <summary>Leaves all of them to be imported alone.</summary>
    public void LeaveAll() => Leave(Enumerable.Range(0, sessions.Count));

    /// <summary>Writes those that are new, and tells their files; those not dealt with here are left to be imported alone.</summary>
    public async Task WriteAsync(CancellationToken ct)
    {
        await using var connection = await work.Database.OpenAsync(work.OrgId, ct);
        await using var hold = await BlobStore.HoldAsync(connection, work.OrgId, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (others, unchanged) = (new HashSet<int>(), new Dictionary<int, RecordedSource>());
        await foreach (var (place, source, relation) in RunSources.FindAsync(connection, transaction, work.OrgId, [.. sessions.Select(s => s.Identity)], ct))
        {
            // With nothing that could be new about it, neither links nor a verdict, a session that is known is done with.
            if (relation == SourceRelation.Known && !sessions[place].HasChildren && work.Verdicts.Count == 0 && !others.Contains(place))
            {
                unchanged.TryAdd(place, source);
            }
            else if (!unchanged.ContainsKey(place))
            {
                others.Add(place);
            }
        }

        var fresh = Enumerable.Range(0, sessions.Count).Where(i => !others.Contains(i) && !unchanged.ContainsKey(i)).ToList();
        await WritePayloadsAsync(fresh, ct);
        var now = work.Clock.GetUtcNow();
        var runs = fresh.ConvertAll(i => sessions[i].ToRun(ids[i], prepared[i], files[i].Path, work.Input, work.Job.Id, work.Verdicts, work.Settings, now));
        await new NewRunStore(work.Outbox, work.Live, work.Ring).WriteAsync(connection, transaction, work.OrgId, runs, work.Settings.Pii, work.Job.CreatedBy, now, ct);
        await transaction.CommitAsync(ct);
        foreach (var (i, run) in fresh.Zip(runs))
        {
            Add(i, new SessionResult(ImportedAs.Imported, run.Source.Identity.Format, run.Steps.Count, run.Id, true));
        }

        foreach (var (i, source) in unchanged)
        {
            Add(i, new SessionResult(ImportedAs.Unchanged, sessions[i].Identity.Format, 0, source.RunId, source.ImportId == work.Job.Id));
        }

        Leave(others);
    }

    private void Add(int i, SessionResult result) => files[i].Add(work.Tally.Add(files[i].Path, result));

    private void Leave(IEnumerable<int> left)
    {
        foreach (var i in left)
        {
            files[i].Alone.Enqueue(sessions[i].Place);
        }
    }

    /// <summary>Over a connection of their own: outside the transaction, for the reason that <see cref="BlobStore"/> gives.</summary>
    private async Task WritePayloadsAsync(List<int> fresh, CancellationToken ct)
    {
        if (fresh.Exists(i => prepared[i].Count > 0))
        {
            await using var connection = await work.Database.OpenAsync(work.OrgId, ct);
            await BlobStore.WriteAsync(connection, work.OrgId, fresh.SelectMany(i => prepared[i]).SelectMany(s => s.Payloads()), [], ct);
        }
    }
}
