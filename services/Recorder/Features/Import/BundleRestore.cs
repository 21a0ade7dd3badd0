using Contracts.Context;
using Npgsql;
using Recorder.Domain.Importing;
using Recorder.Storage;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;
using Substrate.Proof;

namespace Recorder.Features.Import;

/// <summary>
/// A bundle becomes the runs that it holds, each in one transaction, with the ids, hashes and seals that they had. Only one that a trusted key signed and in which nothing was altered; it
/// is not redacted again, because that would change what was signed, so one in which today's rules find a secret is refused.
/// </summary>
internal sealed class BundleRestore(Database<RecorderDb> database, Outbox<RecorderDb> outbox, LiveEvents<RecorderDb> live, KeyRing ring, IContextApi context)
{
    public const string Format = "ctx-bundle";

    /// <exception cref="UnreadableSourceException">It is refused, and why.</exception>
    public async Task<List<SessionResult>> RestoreAsync(Stream upload, Guid orgId, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(orgId, ct);
        using var bundle = Open(upload);
        var report = BundleVerifier.Verify(bundle, await ring.VerifiersAsync(connection, orgId, ct));
        if (report is { Whole: true, Trust: BundleTrust.Refused, Kid: { } kid })
        {
            throw new UnreadableSourceException($"The bundle is signed with the key {kid}: {report.Faults[^1].Reason} An admin may trust it (POST /v2/proof/trusted-keys).");
        }

        if (!report.Ok)
        {
            var first = report.Faults[0];
            throw new UnreadableSourceException($"The bundle was altered: {first.Where}{(first.Seq is { } seq ? $", {seq}" : "")}{(first.Field is { } field ? $", {field}" : "")}: {first.Reason}");
        }

        var manifest = BundleManifest.Read(bundle.Manifest()!, out _)!;
        var contents = new BundleContents(bundle, manifest);
        if (contents.FirstSecret() is var (where, kind))
        {
            throw new UnreadableSourceException($"{where} of the bundle holds what looks like a secret ({kind}). It was not imported: a bundle is kept as it was signed, and no secret is kept. Record or import the run there again, and export it anew.");
        }

        await new ReceiptRestore(context).RestoreAsync(bundle, manifest, ct);
        var results = new List<SessionResult>();
        foreach (var run in manifest.Runs)
        {
            results.Add(await RestoreRun(contents, run, orgId, ct));
        }

        return results;
    }

    private static BundleArchive Open(Stream upload)
    {
        try
        {
            return BundleArchive.Open(upload);
        }
        catch (BundleException e)
        {
            throw new UnreadableSourceException(e.Message);
        }
    }

    private async Task<SessionResult> RestoreRun(BundleContents contents, BundledRun bundled, Guid orgId, CancellationToken ct)
    {
        var run = contents.Run(bundled);
        await using var connection = await database.OpenAsync(orgId, ct);
        if (await RunProofs.FindAsync(connection, null, orgId, run.Id, ct) is { } here)
        {
            return AlreadyHere(here, run);
        }

        await using (var payloads = await database.OpenAsync(orgId, ct))
        {
            foreach (var some in contents.Payloads(bundled))
            {
                await BlobStore.WriteAsync(payloads, orgId, some, [], ct);
            }
        }

        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            foreach (var (table, rows) in run.Rows)
            {
                await RowWriter.InsertAsync(connection, transaction, orgId, RunProofs.IsSealed(table) ? table : throw new UnreadableSourceException($"run.json holds rows of {table}, which this version does not know."), rows, ct);
            }

            foreach (var page in contents.Steps(bundled).Chunk(500))
            {
                await RowWriter.InsertAsync(connection, transaction, orgId, "steps", [.. page.Select(step => step.Row)], ct);
                await RowWriter.InsertAsync(connection, transaction, orgId, "payload_redactions", [.. page.SelectMany(step => step.Redactions)], ct);
            }

            await RowWriter.InsertAsync(connection, transaction, orgId, "run_annotations", contents.Annotations(bundled), ct);
            await RunProofs.RestoreSealsAsync(connection, transaction, orgId, run, ct);
        }
        catch (UnknownColumnException e)
        {
            throw new UnreadableSourceException($"The bundle comes from a newer version: {e.Message}");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new UnreadableSourceException(e.ConstraintName == "run_sources_identity"
                ? $"The session of run {run.Id} is recorded here already, as another run." : $"Run {run.Id} was recorded at the same time.");
        }

        var view = (await RunRow.FindAsync(connection, transaction, orgId, run.Id, ct))!.View;
        await outbox.AddAsync(connection, transaction, orgId, RunSealed.Of(view), ct);
        await live.PublishAsync(connection, transaction, orgId, "run", run.Id.ToString(), ct);
        await transaction.CommitAsync(ct);
        return new SessionResult(ImportedAs.Imported, Format, bundled.Steps, run.Id, true);
    }

    /// <summary>The seals tell which of two copies is the later one: each names the one before it.</summary>
    private static SessionResult AlreadyHere(StoredRun here, StoredRun given)
    {
        var same = here.Seals.Zip(given.Seals).TakeWhile(pair => pair.First.Jws == pair.Second.Jws).Count();
        return same == given.Seals.Count
            ? new SessionResult(ImportedAs.Unchanged, Format, 0, given.Id)
            : throw new UnreadableSourceException(same == here.Seals.Count
                ? $"Run {given.Id} is here at revision {here.Seals.Count}; the bundle holds revision {given.Seals.Count}. A recorded run is not replaced: import the session that it grew from."
                : $"Another run with the id {given.Id} is recorded here.");
    }
}
