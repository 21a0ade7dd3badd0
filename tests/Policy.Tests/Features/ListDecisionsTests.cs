using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Contracts;
using Contracts.Policy;
using Harness;
using Substrate.Json;
using Substrate.Policies;
using Substrate.Scoping;
using Xunit;

namespace Policy.Tests.Features;

public sealed class ListDecisionsTests(ModuleHost<PolicyModule> host) : IClassFixture<ModuleHost<PolicyModule>>
{
    [Fact]
    public async Task Following_the_cursor_shows_every_decision_of_a_run_once()
    {
        var (run, compile) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        for (var batch = 0; batch < 3; batch++)
        {
            await Evaluate(run, batch == 0 ? compile : null, [.. Enumerable.Range(0, 7).Select(i => Subject($"b{batch}-{i}"))]);
        }

        var seen = new List<DecisionView>();
        string? cursor = null;
        do
        {
            var page = await Get<Page<DecisionView>>(CallerRole.Viewer, $"/v2/policies/decisions/{run}?limit=4&cursor={cursor}");
            Assert.InRange(page.Items.Count, 1, 4);
            seen.AddRange(page.Items);
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(21, seen.Select(d => d.Decision.SubjectId).Distinct().Count());
        Assert.Equal(21, seen.Count);
        Assert.Equal(seen.OrderByDescending(d => d.At).Select(d => d.At), seen.Select(d => d.At));
        Assert.Equal(7, (await Get<Page<DecisionView>>(CallerRole.Viewer, $"/v2/policies/decisions?compile={compile}")).Items.Count);
    }

    [Fact]
    public async Task Decisions_can_be_narrowed_to_denials()
    {
        var run = Guid.CreateVersion7();
        await Evaluate(run, null, [Subject("fine"), Subject("foreign") with { Scope = new(Repo: "other/repo") }]);
        var denied = Assert.Single((await Get<Page<DecisionView>>(CallerRole.Owner, $"/v2/policies/decisions?run={run}&effect=deny")).Items);
        Assert.Equal(("foreign", "test:Member"), (denied.Decision.SubjectId, denied.Caller));
    }

    [Fact]
    public async Task A_viewer_learns_neither_id_nor_reason_of_what_is_above_the_ceiling()
    {
        var run = Guid.CreateVersion7();
        await Evaluate(run, null, [Subject("salaries") with { Sensitivity = Sensitivity.Confidential }]);
        var masked = Assert.Single((await Get<Page<DecisionView>>(CallerRole.Viewer, $"/v2/policies/decisions/{run}")).Items);
        Assert.Equal(("masked", Effect.Allow), (masked.Decision.SubjectId, masked.Decision.Effect));
        Assert.Equal("salaries", Assert.Single((await Get<Page<DecisionView>>(CallerRole.Member, $"/v2/policies/decisions/{run}")).Items).Decision.SubjectId);
    }

    [Fact]
    public async Task Another_organisation_sees_none_of_it()
    {
        var run = Guid.CreateVersion7();
        await Evaluate(run, null, [Subject("a")]);
        using var stranger = host.As(CallerRole.Owner, Guid.CreateVersion7());
        Assert.Empty((await stranger.GetFromJsonAsync<Page<DecisionView>>($"/v2/policies/decisions/{run}", PlatformJson.Options))!.Items);
    }

    [Theory]
    [InlineData("/v2/policies/decisions?limit=0", "limit")]
    [InlineData("/v2/policies/decisions?limit=-1", "limit")]
    [InlineData("/v2/policies/decisions?limit=201", "limit")]
    [InlineData("/v2/policies/decisions?limit=many", "limit")]
    [InlineData("/v2/policies/decisions?cursor=made-up", "cursor")]
    [InlineData("/v2/policies/decisions?effect=maybe", "effect")]
    [InlineData("/v2/policies/decisions?run=7", "run")]
    [InlineData("/v2/policies/decisions/not-an-id", "runId")]
    public async Task A_question_that_makes_no_sense_names_its_field(string path, string field)
    {
        using var client = host.As(CallerRole.Viewer);
        using var answer = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString());
    }

    [Fact]
    public async Task The_effective_envelope_lists_the_rules_that_can_be_left_out()
    {
        var envelope = await Get<EnvelopeView>(CallerRole.Viewer, "/v2/policies/envelopes/effective");
        Assert.Equal((BuiltInEnvelopes.Default.Name, BuiltInEnvelopes.Default.Version), (envelope.Name, envelope.Version));
        Assert.Contains(envelope.Rules, r => r.Id == "sensitivity-ceiling" && r.Description.Length > 0);
    }

    private static PolicySubject Subject(string id) => new(id, SubjectKind.Data, Sensitivity.Internal);

    private async Task Evaluate(Guid run, Guid? compile, IReadOnlyList<PolicySubject> subjects)
    {
        using var client = host.As(CallerRole.Member);
        using var answer = await client.PostAsJsonAsync("/v2/policies/evaluate", new EvaluateRequest(Scope.Everywhere, subjects, run, compile), PlatformJson.Options);
        answer.EnsureSuccessStatusCode();
    }

    private async Task<T> Get<T>(CallerRole role, string path)
    {
        using var client = host.As(role);
        return (await client.GetFromJsonAsync<T>(path, PlatformJson.Options))!;
    }
}
