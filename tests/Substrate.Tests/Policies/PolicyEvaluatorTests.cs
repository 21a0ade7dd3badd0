using Substrate.Compiling;
using Substrate.Policies;
using Substrate.Scoping;
using Xunit;

namespace Substrate.Tests.Policies;

public sealed class PolicyEvaluatorTests
{
    private static readonly Scope Request = new(Repo: "acme/shop", User: "kim");

    private static EnvelopeDecision Ask(PolicySubject subject, CallerRole caller = CallerRole.Member, params string[] disabled) =>
        PolicyEvaluator.Evaluate(BuiltInEnvelopes.Default, caller, Request, [subject], disabled)[0];

    private static PolicySubject Data(Sensitivity? sensitivity = Sensitivity.Internal, Scope? scope = null, Trust? trust = Trust.User, ItemKind kind = ItemKind.File, string? memoryType = null) =>
        new("x", SubjectKind.Data, sensitivity, scope, trust, kind, memoryType);

    [Fact]
    public void Ordinary_data_is_allowed() => Assert.Equal(Effect.Allow, Ask(Data()).Effect);

    [Fact]
    public void Data_of_another_repository_is_refused_and_the_key_is_named()
    {
        var decision = Ask(Data(scope: new Scope(Repo: "acme/other")));
        Assert.Equal(ReasonCode.ScopeDenied, decision.Code);
        Assert.Equal(["scope-wall"], decision.Rules);
        Assert.Contains("repository", decision.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CallerRole.Viewer, Sensitivity.Internal, true)]
    [InlineData(CallerRole.Viewer, Sensitivity.Confidential, false)]
    [InlineData(CallerRole.Member, Sensitivity.Confidential, true)]
    [InlineData(CallerRole.Owner, Sensitivity.Restricted, false)]
    [InlineData(CallerRole.Service, Sensitivity.Restricted, false)]
    public void The_sensitivity_ceiling_follows_the_role(CallerRole caller, Sensitivity sensitivity, bool allowed) =>
        Assert.Equal(allowed ? Effect.Allow : Effect.Deny, Ask(Data(sensitivity), caller).Effect);

    [Fact]
    public void Data_that_does_not_say_how_sensitive_it_is_is_refused() => Assert.Equal(ReasonCode.SensitivityDenied, Ask(Data(sensitivity: null), CallerRole.Owner).Code);

    [Fact]
    public void Every_rule_that_refuses_is_named_and_the_first_gives_the_reason()
    {
        var decision = Ask(Data(Sensitivity.Restricted, new Scope(User: "lee")));
        Assert.Equal(["scope-wall", "sensitivity-ceiling", "restricted-stays-out"], decision.Rules);
        Assert.Equal(ReasonCode.ScopeDenied, decision.Code);
    }

    [Fact]
    public void A_disabled_rule_does_not_decide() =>
        Assert.Equal(Effect.Allow, Ask(Data(scope: new Scope(User: "lee")), CallerRole.Member, "scope-wall").Effect);

    [Fact]
    public void An_instruction_needs_a_users_trust() =>
        Assert.Equal(ReasonCode.TrustTooLow, Ask(Data(trust: Trust.ToolInternal, kind: ItemKind.Instruction)).Code);

    [Theory]
    [InlineData("warning", Effect.Allow)]
    [InlineData("rumour", Effect.Deny)]
    [InlineData(null, Effect.Deny)]
    public void Only_known_memory_types_are_used(string? type, Effect effect) =>
        Assert.Equal(effect, Ask(Data(kind: ItemKind.Memory, memoryType: type)).Effect);

    [Theory]
    [InlineData(null, Effect.Deny)]
    [InlineData(Trust.ToolExternal, Effect.Deny)]
    [InlineData(Trust.Model, Effect.Allow)]
    public void An_action_needs_more_than_a_foreign_tools_word(Trust? trust, Effect effect) =>
        Assert.Equal(effect, Ask(new PolicySubject("a", SubjectKind.Action, Trust: trust, Name: "shell")).Effect);

    [Theory]
    [InlineData(Sensitivity.Confidential, Effect.Allow)]
    [InlineData(Sensitivity.Restricted, Effect.Deny)]
    public void Restricted_data_goes_to_no_model(Sensitivity sensitivity, Effect effect) =>
        Assert.Equal(effect, Ask(new PolicySubject("m", SubjectKind.Model, sensitivity, Name: "some-model")).Effect);

    [Fact]
    public void Limits_say_what_retrieval_may_look_at()
    {
        var limits = PolicyEvaluator.Limits(BuiltInEnvelopes.Default, CallerRole.Viewer, []);
        Assert.Equal(Sensitivity.Internal, limits.MaxSensitivity);
        Assert.Equal(Trust.ToolExternal, limits.MinTrust);
        Assert.Equal(["fact", "procedure", "warning", "preference", "summary"], limits.MemoryTypes);
        Assert.Equal(Sensitivity.Restricted, PolicyEvaluator.Limits(BuiltInEnvelopes.Default, CallerRole.Viewer, ["sensitivity-ceiling", "restricted-stays-out"]).MaxSensitivity);
    }

    [Fact]
    public void Rule_ids_are_unique_and_unknown_ones_are_found()
    {
        Assert.Equal(BuiltInEnvelopes.Default.Rules.Count, BuiltInEnvelopes.Default.Rules.Select(rule => rule.Id).Distinct().Count());
        Assert.Equal(["nope"], PolicyEvaluator.UnknownRules(BuiltInEnvelopes.Default, ["scope-wall", "nope"]));
    }
}
