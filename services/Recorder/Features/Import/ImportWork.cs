using Recorder.Domain.Importing;
using Recorder.Storage;
using ServiceDefaults.Jobs;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;
using Substrate.Redaction;

namespace Recorder.Features.Import;

/// <summary>What every file of one import is imported with.</summary>
/// <param name="Writers">Taken by who writes a session or a batch of them: each holds two connections meanwhile.</param>
internal sealed record ImportWork(
    JobContext Job, ImportInput Input, IReadOnlyList<VerdictFile> Verdicts, ImportTally Tally, ImportGuard Guard, Database<RecorderDb> Database, Outbox<RecorderDb> Outbox,
    LiveEvents<RecorderDb> Live, KeyRing Ring, TimeProvider Clock, SemaphoreSlim Writers)
{
    public Guid OrgId => Job.OrgId;
    public RedactionSettings Settings => Tally.Settings;

    public async Task InTurn(Func<Task> write, CancellationToken ct)
    {
        await Writers.WaitAsync(ct);
        try
        {
            await write();
        }
        finally
        {
            Writers.Release();
        }
    }
}
