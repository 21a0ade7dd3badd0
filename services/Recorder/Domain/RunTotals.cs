using Substrate.Trace;

namespace Recorder.Domain;

/// <summary>What a run's row sums up over its steps.</summary>
internal sealed class RunTotals
{
    public int Steps { get; private set; }
    public int ToolCalls { get; private set; }
    public int Errors { get; private set; }
    public int Redactions { get; private set; }
    public long? In { get; private set; }
    public long? Out { get; private set; }
    public long? CacheRead { get; private set; }
    public long? CacheWrite { get; private set; }
    public long? Reasoning { get; private set; }
    public decimal? Cost { get; private set; }

    public void Add(PreparedStep step)
    {
        Steps++;
        ToolCalls += step.ToolName is null ? 0 : 1;
        Errors += step.Error is not null || step.IsError ? 1 : 0;
        Redactions += step.Redactions.Sum(r => r.Count);
        In = Sum(In, step.Tokens?.In);
        Out = Sum(Out, step.Tokens?.Out);
        CacheRead = Sum(CacheRead, step.Tokens?.CacheRead);
        CacheWrite = Sum(CacheWrite, step.Tokens?.CacheWrite);
        Reasoning = Sum(Reasoning, step.Tokens?.Reasoning);
        Cost = step.Cost is { } cost ? (Cost ?? 0) + cost : Cost;
    }

    // Null means nobody said, which is not zero.
    private static long? Sum(long? sum, long? more) => more is { } m ? (sum ?? 0) + m : sum;
}
