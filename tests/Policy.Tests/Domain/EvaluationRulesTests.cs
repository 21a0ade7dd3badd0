using Policy.Domain;
using Substrate.Policies;
using Substrate.Scoping;
using Xunit;

namespace Policy.Tests.Domain;

public sealed class EvaluationRulesTests
{
    private static readonly PolicySubject Good = new("a", SubjectKind.Data, Sensitivity.Internal);

    [Fact]
    public void A_good_batch_is_accepted() =>
        Assert.Null(EvaluationRules.FirstProblem(Scope.Everywhere, [Good, new("b", SubjectKind.Action, Name: "bash")], [BuiltInEnvelopes.Default.Rules[0].Id], BuiltInEnvelopes.Default));

    public static TheoryData<string, string> Faults => new()
    {
        { "too many", "subjects" }, { "no id", "subjects[1].id" }, { "repeated id", "subjects[1].id" }, { "control character", "subjects[1].id" },
        { "action without name", "subjects[1].name" }, { "unknown rule", "disabledRules[1]" }, { "blank scope key", "scope.repo" },
        { "subject's scope", "subjects[1].scope.agent" }, { "null subject", "subjects[1]" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_refused_with_its_field(string fault, string field)
    {
        var known = BuiltInEnvelopes.Default.Rules[0].Id;
        var problem = fault switch
        {
            "too many" => Check([.. Enumerable.Range(0, 1_001).Select(i => Good with { Id = $"{i}" })]),
            "no id" => Check([Good, Good with { Id = " " }]),
            "repeated id" => Check([Good, Good]),
            "control character" => Check([Good, Good with { Id = "a\0" }]),
            "action without name" => Check([Good, new("b", SubjectKind.Action)]),
            "unknown rule" => EvaluationRules.FirstProblem(Scope.Everywhere, [Good], [known, "no-such-rule"], BuiltInEnvelopes.Default),
            "blank scope key" => EvaluationRules.FirstProblem(new(Repo: " "), [Good], [], BuiltInEnvelopes.Default),
            "subject's scope" => Check([Good, Good with { Id = "b", Scope = new(Agent: "") }]),
            _ => Check([Good, null!]),
        };
        Assert.Equal(field, problem?.Field);
    }

    [Fact]
    public void An_unknown_rule_is_named_beside_those_that_exist()
    {
        var problem = EvaluationRules.FirstProblem(Scope.Everywhere, [Good], ["no-such-rule"], BuiltInEnvelopes.Default)!;
        Assert.Contains("no-such-rule", problem.Title, StringComparison.Ordinal);
        Assert.Contains(BuiltInEnvelopes.Default.Rules[0].Id, problem.Title, StringComparison.Ordinal);
    }

    private static Refusal? Check(IReadOnlyList<PolicySubject> subjects) => EvaluationRules.FirstProblem(Scope.Everywhere, subjects, [], BuiltInEnvelopes.Default);
}
