using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Contracts.Policy;
using Harness;
using Substrate.Compiling;
using Substrate.Json;
using Substrate.Policies;
using Substrate.Scoping;
using Xunit;

namespace Policy.Tests.Features;

public sealed class EvaluateSubjectsTests(ModuleHost<PolicyModule> host) : IClassFixture<ModuleHost<PolicyModule>>
{
    private static readonly PolicySubject Open = new("open", SubjectKind.Data, Sensitivity.Internal, ItemKind: ItemKind.File, Trust: Trust.User);
    private static readonly PolicySubject Confidential = Open with { Id = "payroll", Sensitivity = Sensitivity.Confidential };
    private static readonly PolicySubject Restricted = Open with { Id = "keys", Sensitivity = Sensitivity.Restricted };

    [Fact]
    public async Task The_callers_own_role_decides_whatever_else_the_request_says()
    {
        var viewer = await Evaluate(CallerRole.Viewer, new(Scope.Everywhere, [Open, Confidential]));
        Assert.Equal([Effect.Allow, Effect.Deny], viewer.Decisions.Select(d => d.Effect));
        Assert.Equal(ReasonCode.SensitivityDenied, viewer.Decisions[1].Code);
        Assert.Equal(Sensitivity.Internal, viewer.Limits.MaxSensitivity);

        var member = await Evaluate(CallerRole.Member, new(Scope.Everywhere, [Open, Confidential]));
        Assert.Equal([Effect.Allow, Effect.Allow], member.Decisions.Select(d => d.Effect));
    }

    [Fact]
    public async Task Data_actions_and_models_are_answered_by_one_call_in_the_order_they_were_asked()
    {
        var result = await Evaluate(CallerRole.Member, new(
            new(Repo: "a/b"),
            [
                Open with { Scope = new(Repo: "other/repo") }, new("act", SubjectKind.Action, Trust: Trust.ToolExternal, Name: "rm"),
                new("model", SubjectKind.Model, Sensitivity.Restricted, Name: "some-model"),
            ]));
        Assert.Equal(["open", "act", "model"], result.Decisions.Select(d => d.SubjectId));
        Assert.Equal([ReasonCode.ScopeDenied, ReasonCode.TrustTooLow, ReasonCode.SensitivityDenied], result.Decisions.Select(d => d.Code));
        Assert.All(result.Decisions, d => Assert.NotEmpty(d.Rules));
    }

    [Fact]
    public async Task Every_decision_is_a_row_before_it_is_an_answer()
    {
        var run = Guid.CreateVersion7();
        var subjects = Enumerable.Range(0, 1_000).Select(i => Open with { Id = $"s{i}" }).ToList();
        var result = await Evaluate(CallerRole.Member, new(Scope.Everywhere, subjects, run));
        Assert.Equal(1_000, result.Decisions.Count);
        Assert.Equal(1_000, await host.Platform.ScalarAsync<long>("policy", "SELECT count(*) FROM policy_decisions WHERE run_id = $1 AND effect = 'allow'", run));
    }

    [Fact]
    public async Task An_empty_batch_tells_the_limits_and_records_nothing()
    {
        var run = Guid.CreateVersion7();
        var result = await Evaluate(CallerRole.Member, new(Scope.Everywhere, [], run));
        Assert.Equal(Sensitivity.Confidential, result.Limits.MaxSensitivity);
        Assert.Contains("procedure", result.Limits.MemoryTypes);
        Assert.NotEmpty(result.Envelopes);
        Assert.Equal(0, await Rows(run));
    }

    [Fact]
    public async Task An_unknown_rule_is_refused_by_name_and_nothing_is_recorded()
    {
        var run = Guid.CreateVersion7();
        var problem = await Refused(CallerRole.Admin, new(Scope.Everywhere, [Open], run, DisabledRules: ["sensitivity-ceiling", "no-such-rule"]), HttpStatusCode.BadRequest);
        Assert.Equal("disabledRules[1]", problem.GetProperty("field").GetString());
        Assert.Contains("no-such-rule", problem.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await Rows(run));
    }

    [Fact]
    public async Task Leaving_out_a_rule_is_for_admins_and_is_kept_with_the_decision()
    {
        var run = Guid.CreateVersion7();
        var request = new EvaluateRequest(Scope.Everywhere, [Restricted], run, DisabledRules: ["sensitivity-ceiling", "restricted-stays-out"]);
        await Refused(CallerRole.Member, request, HttpStatusCode.Forbidden);
        Assert.Equal(0, await Rows(run));

        var decision = Assert.Single((await Evaluate(CallerRole.Admin, request)).Decisions);
        Assert.Equal(Effect.Allow, decision.Effect);
        Assert.Equal(
            "[\"sensitivity-ceiling\", \"restricted-stays-out\"]",
            await host.Platform.ScalarAsync<string>("policy", "SELECT disabled_rules::text FROM policy_decisions WHERE run_id = $1", run));
    }

    [Theory]
    [InlineData("""{"subjects":[]}""", "scope")]
    [InlineData("""{"scope":{},"subjects":null}""", "subjects")]
    [InlineData("""{"scope":{},"subjects":[null]}""", "subjects[0]")]
    [InlineData("""{"scope":{},"subjects":[{"id":"","kind":"data"}]}""", "subjects[0].id")]
    [InlineData("""{"scope":{},"subjects":[{"id":"a","kind":"planet"}]}""", "subjects[0].kind")]
    [InlineData("""{"scope":{},"subjects":[{"id":"a","kind":"action"}]}""", "subjects[0].name")]
    [InlineData("""{"scope":{"repo":" "},"subjects":[]}""", "scope.repo")]
    [InlineData("""{"scope":{},"subjects":[],"surprise":1}""", "surprise")]
    [InlineData("""{"scope":{},"subjects":[""", null)]
    public async Task What_cannot_be_understood_is_refused_with_the_field_at_fault(string body, string? field)
    {
        using var client = host.As(CallerRole.Member);
        using var answer = await client.PostAsync("/v2/policies/evaluate", new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        if (field is not null)
        {
            Assert.Equal(field, problem.GetProperty("field").GetString());
        }
    }

    [Fact]
    public async Task Nobody_is_answered_without_an_identity()
    {
        using var client = host.Platform.Anonymous();
        using var answer = await client.PostAsJsonAsync("/v2/policies/evaluate", new EvaluateRequest(Scope.Everywhere, [Open]), PlatformJson.Options);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private Task<long> Rows(Guid run) => host.Platform.ScalarAsync<long>("policy", "SELECT count(*) FROM policy_decisions WHERE run_id = $1", run);

    private async Task<EvaluateResult> Evaluate(CallerRole role, EvaluateRequest request)
    {
        using var client = host.As(role);
        using var answer = await client.PostAsJsonAsync("/v2/policies/evaluate", request, PlatformJson.Options);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<EvaluateResult>(PlatformJson.Options))!;
    }

    private async Task<JsonElement> Refused(CallerRole role, EvaluateRequest request, HttpStatusCode status)
    {
        using var client = host.As(role);
        using var answer = await client.PostAsJsonAsync("/v2/policies/evaluate", request, PlatformJson.Options);
        Assert.Equal(status, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
