namespace Contracts.Recorder;

/// <summary>What a reader of a run's steps needs to know before it reads any: how many there are, and where each page begins.</summary>
/// <param name="Count">Steps that the filter lets through.</param>
/// <param name="PageSize">Steps in a page of <paramref name="Pages"/>.</param>
/// <param name="Pages">The seq at which each page begins: GET …/steps?from={seq}&amp;limit={pageSize} with the same filter.</param>
/// <param name="Kinds">Steps by kind, whatever the filter.</param>
/// <param name="ErrorCount">Failed steps that the filter lets through: an error, a failed call, or an exit code other than 0.</param>
/// <param name="Errors">Their seqs, at most the first 10,000.</param>
/// <param name="StartedAt">Earliest beginning of any step; null when no step has a time.</param>
/// <param name="EndedAt">Latest end of any step.</param>
/// <param name="MaxDepth">Most ancestors that any step has, 16 at most.</param>
/// <param name="HasDurations">Whether any step took a time that is known.</param>
/// <param name="Stretches">The filtered steps in at most 120 stretches of equal count.</param>
public sealed record RunOutline(
    Guid RunId, int Count, int PageSize, IReadOnlyList<int> Pages, IReadOnlyDictionary<string, int> Kinds, int ErrorCount, IReadOnlyList<int> Errors,
    DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, int MaxDepth, bool HasDurations, bool HasTokens, IReadOnlyList<OutlineStretch> Stretches);

/// <param name="Seq">The first step of the stretch.</param>
/// <param name="Tokens">In and out, summed over the steps that state them.</param>
public sealed record OutlineStretch(int Seq, int Steps, int Errors, long Tokens);
