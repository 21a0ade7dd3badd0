using Substrate.Policies;
using Substrate.Scoping;

namespace Policy.Domain;

/// <summary>Hides from a reader what a decision was about when the thing is above the reader's own sensitivity ceiling. The verdict stays visible.</summary>
internal static class DecisionMask
{
    public const string HiddenSubject = "masked";

    /// <summary>What goes into a model's window is bounded for everyone; whoever runs the organisation may read what was decided about all of it.</summary>
    public static Sensitivity CeilingOf(CallerRole role, VisibilityLimits limits) => role >= CallerRole.Admin ? Sensitivity.Restricted : limits.MaxSensitivity;

    public static EnvelopeDecision For(EnvelopeDecision decision, Sensitivity? sensitivity, Sensitivity ceiling) =>
        sensitivity is { } level && level > ceiling
            ? decision with { SubjectId = HiddenSubject, Reason = "The subject is above your sensitivity ceiling; what it is and why is hidden from you." }
            : decision;
}
