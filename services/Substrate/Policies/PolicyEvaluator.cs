using Substrate.Compiling;
using Substrate.Scoping;

namespace Substrate.Policies;

/// <summary>Answers for an envelope. Pure: the same question always gets the same answer.</summary>
public static class PolicyEvaluator
{
    /// <summary>One decision for each subject, in their order. <paramref name="disabledRules"/> are left out, for a what-if.</summary>
    public static IReadOnlyList<EnvelopeDecision> Evaluate(
        PolicyEnvelope envelope, CallerRole caller, Scope request, IReadOnlyList<PolicySubject> subjects, IReadOnlyCollection<string> disabledRules)
    {
        var rules = Active(envelope, disabledRules);
        return [.. subjects.Select(subject => Decide(envelope, rules, caller, request, subject))];
    }

    /// <summary>What retrieval may look at for this caller: the data rules, as bounds.</summary>
    public static VisibilityLimits Limits(PolicyEnvelope envelope, CallerRole caller, IReadOnlyCollection<string> disabledRules)
    {
        var data = Active(envelope, disabledRules).Where(rule => rule.Kind == SubjectKind.Data).Select(rule => rule.Demand).ToList();
        var ceilings = data.OfType<PolicyDemand.SensitivityAtMost>().Select(demand => Ceiling(demand, caller));
        var floors = data.OfType<PolicyDemand.TrustAtLeast>().Where(demand => demand.Only is null or ItemKind.Memory).Select(demand => demand.Floor);
        var types = data.OfType<PolicyDemand.MemoryTypeIn>().Select(demand => demand.Types)
            .Aggregate(AllMemoryTypes, (left, right) => [.. left.Intersect(right, StringComparer.Ordinal)]);
        return new VisibilityLimits(ceilings.Append(Sensitivity.Restricted).Min(), floors.Append(Trust.ToolExternal).Max(), types);
    }

    /// <summary>Of the given rule ids those that the envelope does not have.</summary>
    public static IReadOnlyList<string> UnknownRules(PolicyEnvelope envelope, IEnumerable<string> ruleIds) =>
        [.. ruleIds.Where(id => !envelope.Rules.Any(rule => string.Equals(rule.Id, id, StringComparison.Ordinal)))];

    private static readonly IReadOnlyList<string> AllMemoryTypes = ["fact", "procedure", "warning", "preference", "summary"];

    private static List<PolicyRule> Active(PolicyEnvelope envelope, IReadOnlyCollection<string> disabledRules) =>
        [.. envelope.Rules.Where(rule => !disabledRules.Contains(rule.Id, StringComparer.Ordinal))];

    private static EnvelopeDecision Decide(PolicyEnvelope envelope, List<PolicyRule> rules, CallerRole caller, Scope request, PolicySubject subject)
    {
        var against = new List<string>();
        Refusal? first = null;
        foreach (var rule in rules)
        {
            if (rule.Kind != subject.Kind || Refuse(rule.Demand, caller, request, subject) is not { } refusal) continue;
            against.Add(rule.Id);
            first ??= refusal;
        }
        return first is { } reason
            ? new EnvelopeDecision(subject.Id, subject.Kind, Effect.Deny, reason.Code, against, reason.Text)
            : new EnvelopeDecision(subject.Id, subject.Kind, Effect.Allow, ReasonCode.Included, [], $"No rule of {envelope.Name} v{envelope.Version} refuses it.");
    }

    private readonly record struct Refusal(ReasonCode Code, string Text);

    private static Refusal? Refuse(PolicyDemand demand, CallerRole caller, Scope request, PolicySubject subject) => demand switch
    {
        PolicyDemand.ScopeVisible => FirstForeignKey(subject.Scope ?? Scope.Everywhere, request) is { } key
            ? new Refusal(ReasonCode.ScopeDenied, $"It belongs to another {key} than the request.")
            : null,
        PolicyDemand.SensitivityAtMost ceiling => (subject.Sensitivity ?? Unstated(subject)) is var level && level > Ceiling(ceiling, caller)
            ? new Refusal(ReasonCode.SensitivityDenied, $"It is {Word(level)}; a caller with the role {Word(caller)} gets at most {Word(Ceiling(ceiling, caller))} here.")
            : null,
        PolicyDemand.MemoryTypeIn allowed => subject.ItemKind == ItemKind.Memory && !allowed.Types.Contains(subject.MemoryType ?? "", StringComparer.Ordinal)
            ? new Refusal(ReasonCode.PolicyDenied, $"Memories of the type {subject.MemoryType ?? "(none)"} are not used.")
            : null,
        PolicyDemand.TrustAtLeast floor => (floor.Only is null || floor.Only == subject.ItemKind) && (subject.Trust ?? Trust.ToolExternal) < floor.Floor
            ? new Refusal(ReasonCode.TrustTooLow, $"Its trust is {Word(subject.Trust ?? Trust.ToolExternal)}; at least {Word(floor.Floor)} is needed.")
            : null,
        _ => throw new InvalidOperationException($"The demand {demand.GetType().Name} has no evaluation."),
    };

    /// <summary>Data that does not say is taken for the worst; a model is asked about without naming any data.</summary>
    private static Sensitivity Unstated(PolicySubject subject) => subject.Kind == SubjectKind.Data ? Sensitivity.Restricted : Sensitivity.Public;

    private static Sensitivity Ceiling(PolicyDemand.SensitivityAtMost demand, CallerRole caller) =>
        demand.Ceilings.TryGetValue(caller, out var ceiling) ? ceiling : Sensitivity.Public;

    private static string? FirstForeignKey(Scope subject, Scope request)
    {
        if (subject.IsVisibleTo(request)) return null;
        (string Name, string? Mine, string? Asked)[] keys =
        [
            ("project", subject.Project, request.Project), ("repository", subject.Repo, request.Repo), ("agent", subject.Agent, request.Agent),
            ("user", subject.User, request.User), ("task type", subject.TaskType, request.TaskType), ("run", subject.Run, request.Run),
        ];
        return keys.First(key => key.Mine is not null && !string.Equals(key.Mine, key.Asked, StringComparison.Ordinal)).Name;
    }

    private static string Word<T>(T value) where T : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
