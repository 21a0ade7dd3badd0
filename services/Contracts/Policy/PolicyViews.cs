using Substrate.Compiling;
using Substrate.Policies;
using Substrate.Scoping;

namespace Contracts.Policy;

/// <param name="Scope">The scope of the request that wants to see, do or use the subjects.</param>
/// <param name="RunId">Run the decisions belong to, when there is one.</param>
/// <param name="CompileId">Compile the decisions belong to, when there is one.</param>
/// <param name="DisabledRules">Rule ids left out for a what-if; an unknown id is refused.</param>
public sealed record EvaluateRequest(
    Scope Scope, IReadOnlyList<PolicySubject> Subjects, Guid? RunId = null, Guid? CompileId = null, IReadOnlyList<string>? DisabledRules = null);

/// <param name="Limits">What retrieval may look at for this caller.</param>
/// <param name="Decisions">One for each subject, in the order they were sent.</param>
public sealed record EvaluateResult(IReadOnlyList<EnvelopeDecision> Decisions, VisibilityLimits Limits, IReadOnlyList<EnvelopeRef> Envelopes);

public sealed record DecisionView(
    Guid Id, Guid? RunId, Guid? CompileId, EnvelopeDecision Decision, IReadOnlyList<EnvelopeRef> Envelopes, string Caller, DateTimeOffset At);

public sealed record PolicyRuleView(string Id, SubjectKind Kind, string Description);

public sealed record EnvelopeView(string Name, int Version, IReadOnlyList<PolicyRuleView> Rules);
