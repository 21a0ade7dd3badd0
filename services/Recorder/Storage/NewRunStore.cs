using Npgsql;
using Recorder.Domain;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;
using Substrate.Hashing;
using Substrate.Proof;
using Substrate.Redaction;
using Substrate.Trace;

namespace Recorder.Storage;

/// <summary>Writes, seals and announces many new runs in two round trips, whatever their number: for imports of runs so small that round trips would be all they cost.</summary>
internal sealed class NewRunStore(Outbox<RecorderDb> outbox, LiveEvents<RecorderDb> live, KeyRing ring)
{
    /// <summary>
    /// What learns from runs waits until the import is over: it reads each of them back, and would take half of the machine from what is still to come. So long and no
    /// longer, should nobody release them.
    /// </summary>
    public static readonly TimeSpan Held = TimeSpan.FromMinutes(10);

    /// <summary>Their payloads must be stored already. The live events name the newest of them only.</summary>
    public async Task WriteAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, IReadOnlyList<NewRun> runs, PiiClasses pii, string createdBy, DateTimeOffset now,
        CancellationToken ct)
    {
        if (runs.Count == 0)
        {
            return;
        }

        now = Moment.Stored(now);
        var stored = await WriteRowsAsync(connection, transaction, orgId, runs, pii, createdBy, now, ct);
        var seals = new List<(Guid, string, string)>(runs.Count);
        foreach (var run in runs)
        {
            seals.Add(await SealAsync(run, stored[run.Id], ct));
        }

        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                NewRunRows.Seals(orgId, seals), outbox.Adding(orgId, [.. runs.Select(run => RunSealed.Of(run, now))], Held),
                // Told live once for all of them: nobody has one of these runs open, and who looks at the list learns that there is more.
                live.Publishing(orgId, "run", [runs[^1].Id.ToString()]),
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static async Task<Dictionary<Guid, Dictionary<string, IReadOnlyList<StoredRow>>>> WriteRowsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, IReadOnlyList<NewRun> runs, PiiClasses pii, string createdBy, DateTimeOffset now,
        CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(NewRunRows.Runs(orgId, runs, RedactionVersion.Of(pii), createdBy, now));
        batch.BatchCommands.Add(NewRunRows.Sources(orgId, runs));
        LinkRow[] family = [.. runs.SelectMany(run => run.Family)];
        if (family.Length > 0)
        {
            batch.BatchCommands.Add(RunLinks.Writing(orgId, family));
        }

        if (runs.Any(run => run.Annotations.Count > 0))
        {
            batch.BatchCommands.Add(NewRunRows.Annotations(orgId, runs));
        }

        foreach (var command in StepStore.Inserting(orgId, [.. runs.SelectMany(run => run.Steps.Select((step, i) => new StepToWrite(run.Id, step, run.Links[i])))]))
        {
            batch.BatchCommands.Add(command);
        }

        var stored = runs.ToDictionary(run => run.Id, _ => new Dictionary<string, IReadOnlyList<StoredRow>>(StringComparer.Ordinal));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await ReadAsync("runs", json => [RunProofs.ReadRun(json)]);
        await ReadAsync("run_sources", json => [StoredRow.Read(StoredRow.Parse(json))]);
        if (family.Length > 0)
        {
            await ReadAsync("run_links", json => [.. StoredRow.Parse(json).EnumerateArray().Select(row => StoredRow.Read(row))]);
        }

        // What failed behind the last rows is told here.
        while (await reader.NextResultAsync(ct))
        {
        }

        return stored;

        async Task ReadAsync(string table, Func<string, IReadOnlyList<StoredRow>> rows)
        {
            while (await reader.ReadAsync(ct))
            {
                stored[reader.GetGuid(0)][table] = rows(reader.GetString(1));
            }

            await reader.NextResultAsync(ct);
        }
    }

    private async ValueTask<(Guid, string, string)> SealAsync(NewRun run, Dictionary<string, IReadOnlyList<StoredRow>> rows, CancellationToken ct)
    {
        var root = MerkleTree.Root([.. run.Steps.Select(step => MerkleTree.Leaf(Convert.FromHexString(step.ContentHash)))]);
        var seal = RunSeal.Write(run.Id, 1, run.Steps.Count, run.Chain, Convert.ToHexStringLower(root), null, rows);
        var head = run.Annotations is [.., var last] ? last.Hash : AnnotationChain.Start(run.Id);
        var end = AnnotationSeal.Write(run.Id, run.Annotations.Count, head, rows["runs"][0].Marked);
        return (run.Id, await ring.SignAsync(ProofSignature.SealType, seal, ct), await ring.SignAsync(ProofSignature.AnnotationsType, end, ct));
    }
}
