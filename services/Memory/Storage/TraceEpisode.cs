using Contracts.Memory;
using Memory.Domain.Traces;
using Substrate.Compiling;
using Substrate.Scoping;

namespace Memory.Storage;

internal sealed class TraceEpisode
{
    public required Guid Id { get; init; }

    public required Guid OrgId { get; init; }

    public required Guid RunId { get; init; }

    public required int Ordinal { get; init; }

    public required string Intent { get; set; }

    public required Phase Phase { get; set; }

    public required int FirstSeq { get; set; }

    public required int LastSeq { get; set; }

    public required EpisodeOutcome Outcome { get; set; }

    public required int Commands { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}
