using System.Collections.Frozen;
using Substrate.Compiling;
using Substrate.Scoping;

namespace Substrate.Policies;

/// <summary>Envelopes that need no configuration.</summary>
public static class BuiltInEnvelopes
{
    /// <summary>
    /// In force where nothing else is. Data here means text that goes into a model's window, so restricted data is refused to every role.
    /// A viewer sees public and internal data, everyone else confidential too. Only a user's words may stand as an instruction.
    /// An action needs at least a model's word: what a foreign tool's output asks for is refused.
    /// </summary>
    public static PolicyEnvelope Default { get; } = new("default", 1,
    [
        new("scope-wall", SubjectKind.Data, "Data is used only where every key of its scope equals the request's.", new PolicyDemand.ScopeVisible()),
        new("sensitivity-ceiling", SubjectKind.Data, "A viewer gets at most internal data, every other role at most confidential.",
            new PolicyDemand.SensitivityAtMost(Ceilings(viewer: Sensitivity.Internal, others: Sensitivity.Confidential))),
        new("restricted-stays-out", SubjectKind.Data, "Restricted data never enters a model's window, whoever asks.",
            new PolicyDemand.SensitivityAtMost(Ceilings(viewer: Sensitivity.Confidential, others: Sensitivity.Confidential))),
        new("memory-types", SubjectKind.Data, "A memory is a fact, a procedure, a warning, a preference or a summary.",
            new PolicyDemand.MemoryTypeIn(["fact", "procedure", "warning", "preference", "summary"])),
        new("instruction-trust", SubjectKind.Data, "Only what a user said is used as an instruction.", new PolicyDemand.TrustAtLeast(Trust.User, ItemKind.Instruction)),
        new("action-scope-wall", SubjectKind.Action, "An action touches only what the request's scope covers.", new PolicyDemand.ScopeVisible()),
        new("trust-floor", SubjectKind.Action, "An action that only a foreign tool's output asks for is not taken.", new PolicyDemand.TrustAtLeast(Trust.Model)),
        new("model-sensitivity", SubjectKind.Model, "Restricted data is sent to no model; a viewer's request sends at most internal data.",
            new PolicyDemand.SensitivityAtMost(Ceilings(viewer: Sensitivity.Internal, others: Sensitivity.Confidential))),
    ]);

    private static FrozenDictionary<CallerRole, Sensitivity> Ceilings(Sensitivity viewer, Sensitivity others) =>
        Enum.GetValues<CallerRole>().ToFrozenDictionary(role => role, role => role == CallerRole.Viewer ? viewer : others);
}
