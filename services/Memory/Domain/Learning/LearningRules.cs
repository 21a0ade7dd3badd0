using Substrate.Trace;

namespace Memory.Domain.Learning;

/// <summary>Every threshold of learning, in one place. A change here changes what is remembered, so it is a decision.</summary>
internal static class LearningRules
{
    /// <summary>Confidence is the weighted sum of these parts, each 0 to 1.</summary>
    public static readonly IReadOnlyDictionary<string, double> Weights = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["shown"] = 0.40,
        ["specificity"] = 0.20,
        ["outcome"] = 0.15,
        ["corroboration"] = 0.15,
        ["recurrence"] = 0.10,
    };

    /// <summary>From here on a candidate is accepted without a person.</summary>
    public const double AcceptConfidence = 0.65;

    /// <summary>Below this it is rejected; between the two it waits for a person or for a second run.</summary>
    public const double RejectConfidence = 0.45;

    /// <summary>A statement that hardly any other task can use is not kept, however sure it is.</summary>
    public const double AcceptReuse = 0.5;

    public const double RejectReuse = 0.3;

    /// <summary>Two texts of one kind and scope are near duplicates when both their words and their quoted code overlap this much (Jaccard).</summary>
    public const double DuplicateWords = 0.75;

    public const double DuplicateCode = 0.8;

    /// <summary>The same for the loop guard, a little looser: what was injected tends to come back reworded.</summary>
    public const double EchoWords = 0.6;

    /// <summary>Days until a memory of the kind must have been seen again, or it expires.</summary>
    public static int LifetimeDays(MemoryKind kind) => kind switch
    {
        MemoryKind.Warning => 90,
        MemoryKind.Fact => 180,
        MemoryKind.Procedure => 180,
        MemoryKind.Summary => 180,
        MemoryKind.Preference => 365,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static double OutcomePart(MemoryKind kind, OutcomeStatus outcome) => outcome switch
    {
        OutcomeStatus.Succeeded => 1,
        OutcomeStatus.Unknown => 0.7,
        // What failed and how is as true in a failed run; how to work less so.
        OutcomeStatus.Failed or OutcomeStatus.Aborted => kind is MemoryKind.Warning or MemoryKind.Fact or MemoryKind.Preference ? 0.7 : 0.5,
        OutcomeStatus.InfraError => 0.4,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    public static double CorroborationPart(int runs) => runs switch { <= 1 => 0.4, 2 => 0.75, _ => 1 };

    public static double RecurrencePart(int occurrences) => occurrences switch { <= 1 => 0.5, 2 => 0.75, _ => 1 };
}
