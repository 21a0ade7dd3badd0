using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>One record of a source: a line of a JSONL file, or a message of a JSON document.</summary>
internal readonly record struct SourceRecord(JsonElement Value, int Line);

/// <summary>
/// Turns the records of one session into steps, in order, holding no more than the reply it is in the middle of.
/// Reading is append-only: the same records, settled at the same places, give the same steps, whatever follows them later.
/// </summary>
internal interface ISessionReader
{
    SessionFacts Facts { get; }

    /// <summary>False when nothing was read that makes a run; nothing is recorded then.</summary>
    bool IsRun => true;

    void Read(SourceRecord record, StepSink steps);

    /// <summary>The recording stops here, for now: everything known so far becomes steps.</summary>
    void Settle(StepSink steps);
}

/// <summary>Gives steps their seq.</summary>
internal sealed class StepSink(Action<StepDraft> take)
{
    public int Next { get; private set; }

    public int Add(StepDraft draft)
    {
        // Clocks jump; nothing ends before it began.
        take(draft with { Seq = Next, T1 = draft.T1 < draft.T0 ? draft.T0 : draft.T1 });
        return Next++;
    }
}
