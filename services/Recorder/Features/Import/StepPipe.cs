using Npgsql;
using Recorder.Domain;
using Recorder.Storage;
using Substrate.Redaction;
using Substrate.Trace;

namespace Recorder.Features.Import;

/// <summary>
/// Carries steps from a reader into the database in bounded batches: while one batch is being written, the next is read, redacted and hashed.
/// Steps go into the run's transaction, payloads over a connection of their own.
/// </summary>
internal sealed class StepPipe(
    NpgsqlConnection run, NpgsqlTransaction transaction, NpgsqlConnection payloads, RedactionSettings settings, PayloadMemo memo, Guid orgId, Guid runId,
    int recorded, string chain)
{
    private const int BatchSteps = 1000;
    private const int BatchChars = 4 << 20;

    private readonly HashSet<string> seen = [];
    private List<StepDraft> batch = [];
    private int chars;
    private int from;
    private int shift;
    private int written;
    private Task writing = Task.CompletedTask;

    public RunTotals Totals { get; } = new();
    public int NextSeq => recorded + written;
    public string Chain { get; private set; } = chain;
    public bool IsFull => batch.Count >= BatchSteps || chars >= BatchChars;

    /// <summary>Steps before this place are those already recorded: from here on they are new.</summary>
    /// <param name="read">How many steps the reader has given so far; differs from what is recorded only if an older reader read it.</param>
    public void BeginAfter(int read)
    {
        batch.Clear();
        chars = 0;
        (from, shift) = (read, recorded - read);
    }

    public void Take(StepDraft draft)
    {
        var parent = draft.Parent >= from ? draft.Parent + shift : shift == 0 ? draft.Parent : null;
        batch.Add(draft with { Seq = draft.Seq + shift, Parent = parent });
        chars += draft.Chars;
    }

    public async Task FlushAsync(CancellationToken ct)
    {
        if (batch.Count == 0)
        {
            return;
        }

        var drafts = batch;
        (batch, chars) = (new List<StepDraft>(BatchSteps), 0);
        var prepared = new PreparedStep[drafts.Count];
        await Task.Run(() => Parallel.For(0, drafts.Count, i => prepared[i] = PreparedStep.From(drafts[i], settings, memo)), ct);
        await writing;
        writing = WriteAsync(prepared, ct);
    }

    public async Task FinishAsync(CancellationToken ct)
    {
        await FlushAsync(ct);
        await writing;
    }

    /// <summary>Waits for what is under way, whatever comes of it: the connections must not be used by two.</summary>
    public async Task DrainAsync() => await writing.ContinueWith(_ => { }, TaskScheduler.Default);

    private async Task WriteAsync(PreparedStep[] steps, CancellationToken ct)
    {
        await Task.Yield();
        await BlobStore.WriteAsync(payloads, orgId, steps.SelectMany(s => s.Payloads()), seen, ct);
        var links = new string[steps.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            links[i] = Chain = RunChain.Next(Chain, steps[i].ContentHash);
            Totals.Add(steps[i]);
        }

        await StepStore.InsertAsync(run, transaction, orgId, runId, steps, links, ct);
        written += steps.Length;
    }
}
