using Contracts.Memory;
using Memory.Domain.Learning;

namespace Memory.Storage;

/// <summary>The domain's own words and the published ones, said once.</summary>
internal static class Kinds
{
    public static MemoryType Published(this MemoryKind kind) => kind switch
    {
        MemoryKind.Fact => MemoryType.Fact, MemoryKind.Procedure => MemoryType.Procedure, MemoryKind.Warning => MemoryType.Warning, MemoryKind.Preference => MemoryType.Preference,
        MemoryKind.Summary => MemoryType.Summary, _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static MemoryKind Known(this MemoryType type) => type switch
    {
        MemoryType.Fact => MemoryKind.Fact, MemoryType.Procedure => MemoryKind.Procedure, MemoryType.Warning => MemoryKind.Warning, MemoryType.Preference => MemoryKind.Preference,
        MemoryType.Summary => MemoryKind.Summary, _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    public static CandidateDecision Published(this Decision decision) => decision switch
    {
        Decision.Pending => CandidateDecision.Pending, Decision.Accepted => CandidateDecision.Accepted, Decision.Rejected => CandidateDecision.Rejected, Decision.Merged => CandidateDecision.Merged,
        Decision.Quarantined => CandidateDecision.Quarantined, Decision.Expired => CandidateDecision.Expired, _ => throw new ArgumentOutOfRangeException(nameof(decision)),
    };

    public static Decision Known(this CandidateDecision decision) => decision switch
    {
        CandidateDecision.Pending => Decision.Pending, CandidateDecision.Accepted => Decision.Accepted, CandidateDecision.Rejected => Decision.Rejected, CandidateDecision.Merged => Decision.Merged,
        CandidateDecision.Quarantined => Decision.Quarantined, CandidateDecision.Expired => Decision.Expired, _ => throw new ArgumentOutOfRangeException(nameof(decision)),
    };
}
