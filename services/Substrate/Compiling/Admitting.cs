using Substrate.Policies;
using Substrate.Scoping;

namespace Substrate.Compiling;

/// <summary>Stages 2 to 4: scope, policy, memory eligibility. All fail closed.</summary>
internal static class Admitting
{
    public const string ScopeRule = "scope-wall";

    public static Candidate Scope(Candidate candidate, CompileInput input)
    {
        if (input.DisabledRules.Contains(ScopeRule, StringComparer.Ordinal)) return candidate;
        return (candidate.Item.Scope ?? Scoping.Scope.Everywhere).IsVisibleTo(input.Scope)
            ? candidate
            : candidate.Refuse(ReasonCode.ScopeDenied, "Refused: its scope is not that of the request.", [ScopeRule]);
    }

    public static Candidate Policy(Candidate candidate, CompileInput input)
    {
        if (!input.Decisions.TryGetValue(candidate.Item.Id, out var decision))
            return candidate.Refuse(ReasonCode.PolicyDenied, "Refused: policy gave no decision about it.");
        return decision.Effect switch
        {
            Effect.Allow => candidate,
            Effect.Redact => candidate with { WithheldBy = decision.Rules },
            Effect.Deny => candidate.Refuse(Denial(decision.Code), $"Refused by policy: {decision.Reason}", decision.Rules),
            _ => candidate.Refuse(ReasonCode.PolicyDenied, "Refused: policy's decision is not understood.", decision.Rules),
        };
    }

    /// <summary>A denial must not carry the code of something that is in the window.</summary>
    private static ReasonCode Denial(ReasonCode code) => code is ReasonCode.Included or ReasonCode.Redacted ? ReasonCode.PolicyDenied : code;

    public static Candidate Memory(Candidate candidate, CompileInput input)
    {
        if (candidate.Item.Kind != ItemKind.Memory) return candidate;
        if (input.Memory.Availability == MemoryAvailability.Disabled) return candidate.Refuse(ReasonCode.Disabled, "Left out: memory is switched off for this compile.");
        if (candidate.Item.Memory is not { } facts) return candidate.Refuse(ReasonCode.Unverified, "Left out: nothing is known of this memory's status.");
        return facts.Status switch
        {
            MemoryStatus.Quarantined => candidate.Refuse(ReasonCode.Quarantined, "Left out: this memory is in quarantine until a person decides."),
            MemoryStatus.Expired => candidate.Refuse(ReasonCode.Expired, "Left out: this memory has expired."),
            MemoryStatus.Superseded => candidate.Refuse(ReasonCode.Superseded, "Left out: a newer memory has taken its place."),
            MemoryStatus.Rejected => candidate.Refuse(ReasonCode.Unverified, "Left out: this memory was rejected."),
            _ when facts.ExpiresAt <= input.Now => candidate.Refuse(ReasonCode.Expired, $"Left out: this memory was good until {facts.ExpiresAt:yyyy-MM-dd HH:mm} UTC."),
            _ when !facts.Verified && facts.Confidence < input.Profile.MinConfidence => candidate.Refuse(
                ReasonCode.Unverified, $"Left out: nobody verified this memory, and its confidence of {facts.Confidence:0.00} is below {input.Profile.MinConfidence:0.00}."),
            _ => candidate,
        };
    }
}
