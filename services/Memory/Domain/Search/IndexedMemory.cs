using Memory.Domain.Learning;
using Substrate.Compiling;
using Substrate.Scoping;

namespace Memory.Domain.Search;

/// <summary>What the index holds of one memory.</summary>
internal sealed record IndexedMemory(
    Guid Id, MemoryKind Kind, string Subject, string Text, Scope Scope, Sensitivity Sensitivity, Trust Trust, MemoryStatus Status, double Confidence,
    int Corroboration, int UsageCount, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, Guid SourceRunId);

/// <param name="Query">Words a hit must have at least one of; null when anything may come.</param>
/// <param name="Task">What an agent is about to do: its words raise a hit, and what belongs to the very repository or project asked for comes without them, too.</param>
/// <param name="Kinds">Null means all.</param>
internal sealed record SearchRequest(
    string? Query, string? Task, IReadOnlySet<MemoryKind>? Kinds, Scope Scope, Sensitivity MaxSensitivity, Trust MinTrust, int Limit, DateTimeOffset Now);

/// <param name="Score">0 to 1.</param>
internal sealed record SearchHit(IndexedMemory Memory, double Score, IReadOnlyDictionary<string, double> Parts);

/// <param name="Filtered">Memories that were never scored, by reason.</param>
internal sealed record SearchAnswer(IReadOnlyList<SearchHit> Hits, IReadOnlyDictionary<string, int> Filtered, long AsOf);
