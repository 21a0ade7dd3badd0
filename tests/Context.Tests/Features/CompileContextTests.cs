using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Contracts.Context;
using Substrate.Compiling;
using Substrate.Json;
using Substrate.Policies;
using Substrate.Scoping;
using Xunit;

namespace Context.Tests.Features;

public sealed class CompileContextTests(ContextPlatform platform) : IClassFixture<ContextPlatform>
{
    [Fact]
    public async Task A_window_its_receipt_and_its_message_are_stored_together()
    {
        var run = Guid.CreateVersion7();
        var view = await platform.Compile(ContextPlatform.Request(ContextPlatform.Item("guide", "Run make release to ship the parser.")) with { RunId = run });
        Assert.Contains("make release", view.Markdown, StringComparison.Ordinal);
        Assert.Equal("guide", Assert.Single(view.Items).Id);
        Assert.InRange(view.UsedTokens, 1, view.Budget);
        Assert.Null(view.Warning);

        var detail = await platform.Detail(view.Id);
        Assert.Equal((view.Markdown, view.OutputHash, run), (detail.Markdown, detail.Receipt.OutputHash, detail.RunId));
        Assert.Equal("Run make release to ship the parser.", detail.ItemTexts["guide"]);
        var message = Assert.Single(await platform.Platform.OutboxAsync<ContextCompiled>("context"), m => m.Contains(view.Id.ToString(), StringComparison.Ordinal));
        Assert.Equal(run, JsonSerializer.Deserialize<ContextCompiled>(message, PlatformJson.Options)!.RunId);
    }

    [Fact]
    public async Task Every_candidate_leaves_with_exactly_one_decision()
    {
        var items = new[]
        {
            ContextPlatform.Item("fits", "short and sweet"),
            ContextPlatform.Item("twin", "short and sweet"),
            ContextPlatform.Item("huge", string.Join(' ', Enumerable.Range(0, 5_000).Select(i => $"word{i}"))),
            ContextPlatform.Item("foreign", "of another repository") with { Scope = new(Repo: "other/repo") },
            ContextPlatform.Item("secret", "not for any window", Sensitivity.Restricted),
        };
        var view = await platform.Compile(ContextPlatform.Request(items));
        var receipt = (await platform.Detail(view.Id, CallerRole.Owner)).Receipt;
        var decisions = receipt.Entries.ToDictionary(e => e.ItemId, e => e.Decision);
        Assert.Equal(items.Select(i => i.Id).Order(), decisions.Keys.Order());
        Assert.Single(receipt.Entries, e => e.Decision == ReasonCode.DuplicateOf);
        Assert.Equal(
            (ReasonCode.BudgetEvicted, ReasonCode.ScopeDenied, ReasonCode.SensitivityDenied), (decisions["huge"], decisions["foreign"], decisions["secret"]));
        Assert.DoesNotContain("not for any window", view.Markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("of another repository", view.Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_request_twice_gives_the_same_window_under_two_ids()
    {
        var request = ContextPlatform.Request([.. Enumerable.Range(0, 30).Select(i => ContextPlatform.Item($"i{i}", $"Note {i} about {new string((char)('a' + i % 26), 200)}"))]);
        var (first, second) = (await platform.Compile(request), await platform.Compile(request));
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal((first.OutputHash, first.Markdown), (second.OutputHash, second.Markdown));
    }

    [Fact]
    public async Task Policy_keeps_its_decisions_under_the_compiles_id()
    {
        var view = await platform.Compile(ContextPlatform.Request(ContextPlatform.Item("a", "one"), ContextPlatform.Item("b", "two", Sensitivity.Restricted)));
        Assert.Equal(2, await platform.Platform.ScalarAsync<long>("policy", "SELECT count(*) FROM policy_decisions WHERE compile_id = $1", view.Id));
        Assert.Equal(1, await platform.Platform.ScalarAsync<long>("policy", "SELECT count(*) FROM policy_decisions WHERE compile_id = $1 AND effect = 'deny'", view.Id));
    }

    [Fact]
    public async Task More_items_than_policy_takes_at_once_are_asked_about_in_batches()
    {
        var view = await platform.Compile(ContextPlatform.Request([.. Enumerable.Range(0, 1_200).Select(i => ContextPlatform.Item($"i{i}", $"thing number {i}"))]));
        Assert.Equal(1_200, await platform.Platform.ScalarAsync<long>("policy", "SELECT count(*) FROM policy_decisions WHERE compile_id = $1", view.Id));
    }

    [Fact]
    public async Task A_secret_is_taken_out_before_anything_is_kept()
    {
        const string Key = "AKIAQX7LM3RZT5WJ2NPD";
        var view = await platform.Compile(ContextPlatform.Request(ContextPlatform.Item("env", $"export AWS_ACCESS_KEY_ID={Key}")) with { Task = $"Rotate {Key} in ci" });
        Assert.DoesNotContain(Key, JsonSerializer.Serialize(view, PlatformJson.Options), StringComparison.Ordinal);
        var kept = JsonSerializer.Serialize(await platform.Detail(view.Id, CallerRole.Owner), PlatformJson.Options);
        Assert.DoesNotContain(Key, kept, StringComparison.Ordinal);
        Assert.Contains("[redacted:", kept, StringComparison.Ordinal);
        Assert.True((await platform.Get<CompileVerification>($"/v2/context/compiles/{view.Id}/verify")).Recomputed);
        Assert.Equal(0, await platform.Platform.ScalarAsync<long>("context", "SELECT count(*) FROM compiles WHERE task LIKE '%' || $1 || '%'", Key));
        Assert.DoesNotContain(await platform.Platform.OutboxAsync<ContextCompiled>("context"), m => m.Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_what_if_leaves_its_rules_in_the_receipt_and_is_not_for_members()
    {
        var request = ContextPlatform.Request(ContextPlatform.Item("secret", "the restricted words", Sensitivity.Restricted)) with
        {
            DisabledRules = ["restricted-stays-out", "sensitivity-ceiling"],
        };
        Assert.Equal("disabled_rules_forbidden", (await platform.Refused(request, HttpStatusCode.Forbidden)).GetProperty("code").GetString());

        var view = await platform.Compile(request, CallerRole.Admin);
        Assert.Contains("the restricted words", view.Markdown, StringComparison.Ordinal);
        Assert.Equal(["restricted-stays-out", "sensitivity-ceiling"], (await platform.Detail(view.Id, CallerRole.Admin)).Receipt.DisabledRules);
    }

    [Fact]
    public async Task An_unknown_rule_is_refused_by_name()
    {
        var problem = await platform.Refused(ContextPlatform.Request() with { DisabledRules = ["no-such-rule"] }, HttpStatusCode.BadRequest, CallerRole.Admin);
        Assert.Equal("disabledRules[0]", problem.GetProperty("field").GetString());
        Assert.Contains("no-such-rule", problem.GetProperty("title").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_idempotency_key_compiles_once()
    {
        using var client = platform.As(CallerRole.Member);
        client.DefaultRequestHeaders.Add("Idempotency-Key", Guid.NewGuid().ToString());
        var request = ContextPlatform.Request(ContextPlatform.Item("a", "once"));
        var ids = new List<Guid>();
        for (var i = 0; i < 2; i++)
        {
            using var answer = await client.PostAsJsonAsync("/v2/context/compile", request, PlatformJson.Options);
            ids.Add((await answer.Content.ReadFromJsonAsync<CompileView>(PlatformJson.Options))!.Id);
        }
        Assert.Equal(ids[0], ids[1]);

        using var other = await client.PostAsJsonAsync("/v2/context/compile", request with { Budget = 77 }, PlatformJson.Options);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
    }

    [Fact]
    public async Task The_answer_says_where_its_time_went()
    {
        using var client = platform.As(CallerRole.Member);
        using var answer = await client.PostAsJsonAsync("/v2/context/compile", ContextPlatform.Request(), PlatformJson.Options);
        var stages = string.Join(',', answer.Headers.GetValues("Server-Timing")).Split(',').Select(s => s.Trim().Split(';')[0]);
        Assert.Equal(["redact", "policy", "pack", "store", "total"], stages);
    }

    [Fact]
    public async Task A_memory_that_cannot_be_reached_is_a_warning_and_stands_in_the_receipt()
    {
        var view = await platform.Compile(ContextPlatform.Request(ContextPlatform.Item("a", "still here")) with { Memory = null });
        Assert.Contains("still here", view.Markdown, StringComparison.Ordinal);
        Assert.NotNull(view.Warning);
        Assert.Equal(MemoryAvailability.Unavailable, (await platform.Detail(view.Id)).Receipt.Memory.Availability);
    }

    public static TheoryData<string, string> Bodies => new()
    {
        { """{"scope":{},"budget":10}""", "task" },
        { """{"task":"","scope":{},"budget":10}""", "task" },
        { """{"task":" \n","scope":{},"budget":10}""", "task" },
        { """{"task":"a\u0000b","scope":{},"budget":10}""", "task" },
        { $$"""{"task":"{{new string('x', 100_001)}}","scope":{},"budget":10}""", "task" },
        { """{"task":"t","budget":10}""", "scope" },
        { """{"task":"t","scope":{"repo":""},"budget":10}""", "scope.repo" },
        { """{"task":"t","scope":{"planet":"x"},"budget":10}""", "scope.planet" },
        { """{"task":"t","scope":{}}""", "budget" },
        { """{"task":"t","scope":{},"budget":0}""", "budget" },
        { """{"task":"t","scope":{},"budget":-5}""", "budget" },
        { """{"task":"t","scope":{},"budget":2000001}""", "budget" },
        { """{"task":"t","scope":{},"budget":"10"}""", "budget" },
        { """{"task":"t","scope":{},"budget":99999999999}""", "budget" },
        { """{"task":"t","scope":{},"budget":1.5}""", "budget" },
        { """{"task":"t","scope":{},"budget":10,"memory":{"limit":0}}""", "memory.limit" },
        { """{"task":"t","scope":{},"budget":10,"memory":{"limit":-1}}""", "memory.limit" },
        { """{"task":"t","scope":{},"budget":10,"memory":{"types":["fact","rumour"]}}""", "memory.types[1]" },
        { """{"task":"t","scope":{},"budget":10,"items":[null]}""", "items[0]" },
        { """{"task":"t","scope":{},"budget":10,"items":[{"id":"a","kind":"file","text":"x","source":{"uri":"u"}},{"id":"","kind":"file","text":"x","source":{"uri":"u"}}]}""", "items[1].id" },
        { """{"task":"t","scope":{},"budget":10,"items":[{"id":"a","kind":"file","text":"x","source":{"uri":"u"}},{"id":"a","kind":"file","text":"y","source":{"uri":"u"}}]}""", "items[1].id" },
        { """{"task":"t","scope":{},"budget":10,"items":[{"id":"a","kind":"planet","text":"x","source":{"uri":"u"}}]}""", "items[0].kind" },
        { """{"task":"t","scope":{},"budget":10,"items":[{"id":"a","kind":"file","text":"","source":{"uri":"u"}}]}""", "items[0].text" },
        { """{"task":"t","scope":{},"budget":10,"items":[{"id":"a","kind":"file","text":"x","source":{"uri":" "}}]}""", "items[0].source.uri" },
        { """{"task":"t","scope":{},"budget":10,"items":[{"id":"a","kind":"file","text":"x","source":{"uri":"u"},"weight":1.1}]}""", "items[0].weight" },
        { """{"task":"t","scope":{},"budget":10,"items":[{"id":"a","kind":"file","text":"x","source":{"uri":"u"},"lane":"fast"}]}""", "items[0].lane" },
        { """{"task":"t","scope":{},"budget":10,"items":[{"id":"a","kind":"file","text":"x","source":{"uri":"u"},"scope":{"user":""}}]}""", "items[0].scope.user" },
        { """{"task":"t","scope":{},"budget":10,"items":[{"id":"a","kind":"memory","text":"x","source":{"uri":"u"}}]}""", "items[0].memory" },
        { """{"task":"t","scope":{},"budget":10,"items":[{"id":"a","kind":"file","text":"x","source":{"uri":"u"},"retrievalScore":2}]}""", "items[0].retrievalScore" },
        { """{"task":"t","scope":{},"budget":10,"surprise":true}""", "surprise" },
        { """{"task":"t","scope":{},"budget":10,"runId":"seven"}""", "runId" },
        { """{"task":"t","scope":{},"budget":10,"disabledRules":[""]}""", "disabledRules[0]" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_request_that_makes_no_sense_is_refused_with_its_field_and_leaves_nothing(string body, string field)
    {
        var before = await platform.Compiles();
        using var client = platform.As(CallerRole.Owner);
        using var answer = await client.PostAsync("/v2/context/compile", new StringContent(body, Encoding.UTF8, "application/json"));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.Equal(before, await platform.Compiles());
    }

    [Fact]
    public async Task Too_many_items_and_too_much_text_are_refused()
    {
        var many = await platform.Refused(ContextPlatform.Request([.. Enumerable.Range(0, 2_001).Select(i => ContextPlatform.Item($"{i}", "x"))]), HttpStatusCode.BadRequest);
        Assert.Equal("items", many.GetProperty("field").GetString());
        var text = new string('x', 1_900_000);
        var large = await platform.Refused(ContextPlatform.Request([.. Enumerable.Range(0, 5).Select(i => ContextPlatform.Item($"{i}", text))]), HttpStatusCode.BadRequest);
        Assert.Equal("items[4].text", large.GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused_as_too_large()
    {
        using var client = platform.As(CallerRole.Member);
        // The refusal comes before the body is read; without asking first the client would still be sending.
        client.DefaultRequestHeaders.ExpectContinue = true;
        using var answer = await client.PostAsync("/v2/context/compile", new StringContent(new string(' ', 17 * 1024 * 1024) + "{}", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Broken_json_says_where()
    {
        using var client = platform.As(CallerRole.Member);
        using var answer = await client.PostAsync("/v2/context/compile", new StringContent("{\"task\":\"t\",\n oops", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("line 2", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_budget_that_the_pinned_items_do_not_fit_into_is_refused_by_their_names_and_nothing_is_kept()
    {
        var before = await platform.Compiles();
        var pinned = ContextPlatform.Item("guide", string.Join(' ', Enumerable.Repeat("run make release", 100))) with { Pinned = true };
        var problem = await platform.Refused(ContextPlatform.Request(pinned) with { Budget = 100 }, HttpStatusCode.UnprocessableEntity);
        Assert.Equal(("budget_below_pinned", "budget"), (problem.GetProperty("code").GetString(), problem.GetProperty("field").GetString()));
        Assert.Contains("'guide' (", problem.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, await platform.Compiles());
    }

    [Fact]
    public async Task The_answer_has_the_messages_as_Anthropic_takes_them()
    {
        var view = await platform.Compile(ContextPlatform.Request(ContextPlatform.Item("guide", "Run make release.")));
        Assert.Null(view.Anthropic!.System);
        Assert.Equal(view.Markdown, Assert.Single(view.Anthropic.Messages).Content);
    }
}
