using Substrate.Compiling;
using Substrate.Scoping;

namespace Contracts.Memory;

public enum MemoryType { Fact, Procedure, Warning, Preference, Summary }

/// <summary><c>pending</c> waits for a person; the others are the promotion decision, made by thresholds or by a person.</summary>
public enum CandidateDecision { Pending, Accepted, Rejected, Merged, Quarantined, Expired }

/// <summary>The place a memory comes from: a character span of one payload of one recorded step.</summary>
/// <param name="Field">output, args or result.</param>
/// <param name="Start">First character (UTF-16 index) in the payload text.</param>
/// <param name="End">One past the last character.</param>
/// <param name="Quote">The words at that span, at most 500 characters.</param>
public sealed record EvidenceView(Guid RunId, int Seq, string Field, int Start, int End, string Quote);

/// <param name="Parts">The named numbers the confidence is made of, each 0 to 1.</param>
public sealed record CandidateView(
    Guid Id, Guid RunId, Guid EpisodeId, MemoryType Type, string Subject, string Text, Scope Scope, Sensitivity Sensitivity, Trust Trust,
    DateTimeOffset? ExpiresAt, double Confidence, IReadOnlyDictionary<string, double> Parts, CandidateDecision Decision, string Reason,
    Guid? MergedInto, IReadOnlyList<EvidenceView> Evidence, DateTimeOffset CreatedAt, string? DecidedBy);

public sealed record MemoryEvent(DateTimeOffset At, string Action, string By, string? Reason);

/// <param name="Confidence">0 to 1: what the runs show, moved by what was said of it.</param>
/// <param name="Corroboration">Independent runs that support it.</param>
/// <param name="UsageCount">Compiles that included it.</param>
/// <param name="Feedback">How many said what of it.</param>
public sealed record MemoryView(
    Guid Id, MemoryType Type, string Subject, string Text, Scope Scope, Sensitivity Sensitivity, Trust Trust, MemoryStatus Status,
    double Confidence, IReadOnlyDictionary<string, double> Parts, int Corroboration, int UsageCount, DateTimeOffset? LastUsedAt,
    DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, IReadOnlyList<EvidenceView> Evidence, IReadOnlyList<MemoryEvent> History, FeedbackCounts Feedback);

/// <param name="Score">0 to 1, relative to the best hit of this search.</param>
/// <param name="Parts">bm25, recency, confidence, corroboration and so on.</param>
public sealed record MemoryHit(
    Guid Id, MemoryType Type, string Subject, string Text, Scope Scope, Sensitivity Sensitivity, Trust Trust, MemoryStatus Status,
    double Confidence, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, Guid? SourceRunId, int UsageCount,
    double Score, IReadOnlyDictionary<string, double> Parts);

/// <param name="AsOf">Number of the last memory change that the index had seen.</param>
/// <param name="Filtered">How many memories never got scored, by reason (scope_denied, sensitivity_denied, expired, quarantined ...).</param>
public sealed record MemorySearchResult(IReadOnlyList<MemoryHit> Items, long AsOf, IReadOnlyDictionary<string, int> Filtered);

/// <summary>What can be said of a memory. <c>outdated</c> was right once; <c>harmful</c> led an agent astray and counts twice.</summary>
public enum FeedbackVerdict { Useful, Wrong, Outdated, Harmful }

public sealed record FeedbackCounts(int Useful, int Wrong, int Outdated, int Harmful);

/// <param name="Note">At most 1,000 characters.</param>
public sealed record FeedbackRequest(FeedbackVerdict Verdict, string? Note = null);

/// <param name="Mine">Whether the reader said it.</param>
public sealed record FeedbackView(FeedbackVerdict Verdict, string? Note, string By, bool Mine, DateTimeOffset At);

public sealed record PromoteMemory(bool Pin = false, string? Reason = null);

public sealed record DecideMemory(string? Reason = null);

/// <param name="Included">False when the compile considered it and left it out.</param>
public sealed record MemoryUsage(Guid CompileId, Guid? RunId, string Task, bool Included, string ReasonCode, double Score, DateTimeOffset At);

public sealed record DistillAccepted(Guid JobId);
