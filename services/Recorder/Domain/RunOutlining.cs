using System.Runtime.InteropServices;
using Substrate.Trace;

namespace Recorder.Domain;

/// <summary>One step as an outline sees it.</summary>
/// <param name="Tokens">In and out together; null when the step states none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OutlinedStep(int Seq, StepKind Kind, int? Parent, DateTimeOffset? T0, DateTimeOffset? T1, bool Failed, long? Tokens);

/// <summary>Sums a run up for a timeline, step by step in seq order: the marks that let it be read at any place.</summary>
internal sealed class RunOutlining
{
    public const int PageSize = 100;
    public const int MaxDepth = 16;
    public const int MaxErrors = 10_000;
    private const int MaxStretches = 120;

    private readonly Dictionary<int, int> depths = [];
    private readonly SortedDictionary<StepKind, int> kinds = [];
    private readonly List<int> pages = [];
    private readonly List<int> errors = [];
    private readonly List<(int Seq, bool Failed, long Tokens)> matches = [];

    public int Count => matches.Count;
    public int ErrorCount { get; private set; }
    public int Deepest { get; private set; }
    public bool HasDurations { get; private set; }
    public bool HasTokens { get; private set; }
    public DateTimeOffset? From { get; private set; }
    public DateTimeOffset? To { get; private set; }
    public IReadOnlyDictionary<StepKind, int> Kinds => kinds;
    public IReadOnlyList<int> Pages => pages;
    public IReadOnlyList<int> Errors => errors;

    /// <param name="matches">Whether the filter lets the step through; kinds, times and depth are the whole run's.</param>
    public void Add(OutlinedStep step, bool matches)
    {
        kinds[step.Kind] = kinds.GetValueOrDefault(step.Kind) + 1;
        if (step.Parent is { } parent)
        {
            var depth = Math.Min(depths.GetValueOrDefault(parent) + 1, MaxDepth);
            depths[step.Seq] = depth;
            Deepest = Math.Max(Deepest, depth);
        }

        HasTokens |= step.Tokens is not null;
        HasDurations |= step.T1 > step.T0;
        From = step.T0 < From || From is null ? step.T0 ?? From : From;
        var end = step.T1 ?? step.T0;
        To = end > To || To is null ? end ?? To : To;
        if (matches)
        {
            Match(step);
        }
    }

    /// <summary>At most 120 stretches of equal count; the last may be shorter.</summary>
    public IEnumerable<(int Seq, int Steps, int Errors, long Tokens)> Stretches()
    {
        var size = Math.Max(1, (matches.Count + MaxStretches - 1) / MaxStretches);
        return matches.Chunk(size).Select(c => (c[0].Seq, c.Length, c.Count(m => m.Failed), c.Sum(m => m.Tokens)));
    }

    private void Match(OutlinedStep step)
    {
        if (matches.Count % PageSize == 0)
        {
            pages.Add(step.Seq);
        }

        matches.Add((step.Seq, step.Failed, step.Tokens ?? 0));
        if (step.Failed)
        {
            ErrorCount++;
            if (errors.Count < MaxErrors)
            {
                errors.Add(step.Seq);
            }
        }
    }
}
