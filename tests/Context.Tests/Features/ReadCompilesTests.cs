using System.Net;
using Contracts;
using Contracts.Context;
using Substrate.Compiling;
using Substrate.Policies;
using Substrate.Scoping;
using Xunit;

namespace Context.Tests.Features;

public sealed class ReadCompilesTests(ContextPlatform platform) : IClassFixture<ContextPlatform>
{
    [Fact]
    public async Task Following_the_cursor_shows_every_compile_of_a_run_once_newest_first()
    {
        var run = Guid.CreateVersion7();
        var made = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            made.Add((await platform.Compile(ContextPlatform.Request() with { RunId = run })).Id);
        }

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await platform.Get<Page<CompileSummary>>($"/v2/context/compiles?run={run}&limit=3&cursor={cursor}", CallerRole.Viewer);
            Assert.InRange(page.Items.Count, 1, 3);
            seen.AddRange(page.Items.Select(c => c.Id));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(made.AsEnumerable().Reverse(), seen);
    }

    [Fact]
    public async Task Compiles_are_found_by_repository_and_by_words_of_their_task()
    {
        var view = await platform.Compile(ContextPlatform.Request(ContextPlatform.Item("a", "x y z")) with { Task = "Measure 100%_of the Flux", Scope = new(Repo: "acme/flux") });
        await platform.Compile(ContextPlatform.Request() with { Task = "Measure 100 xof the Flux", Scope = new(Repo: "acme/other") });
        var summary = Assert.Single((await platform.Get<Page<CompileSummary>>("/v2/context/compiles?repo=acme/flux")).Items);
        Assert.Equal((view.Id, 1, 1, 0), (summary.Id, summary.Candidates, summary.Included, summary.MemoriesIncluded));
        Assert.Equal(view.Id, Assert.Single((await platform.Get<Page<CompileSummary>>($"/v2/context/compiles?q={Uri.EscapeDataString("100%_OF")}")).Items).Id);
    }

    [Fact]
    public async Task What_an_item_is_also_found_by_is_kept_with_the_compile_and_shown_to_who_may_see_the_item()
    {
        var view = await platform.Compile(ContextPlatform.Request(
            ContextPlatform.Item("a", "Look at this") with { Keywords = "a lighthouse at dusk" },
            ContextPlatform.Item("b", "Look at that", Sensitivity.Restricted) with { Keywords = "a harbour at dawn" }) with { Task = "lighthouse" });
        Assert.DoesNotContain("dusk", view.Markdown, StringComparison.Ordinal);
        var detail = await platform.Detail(view.Id, CallerRole.Owner);
        Assert.Equal("a lighthouse at dusk", detail.ItemKeywords["a"]);
        Assert.Equal("a harbour at dawn", detail.ItemKeywords["b"]);
        Assert.True(detail.Receipt.Entries.Single(e => e.ItemId == "a").Parts["lexical"] > 0);
        Assert.Equal(["a"], (await platform.Detail(view.Id, CallerRole.Viewer)).ItemKeywords.Keys);
        Assert.True((await platform.Get<CompileVerification>($"/v2/context/compiles/{view.Id}/verify")).Recomputed);
    }

    [Fact]
    public async Task Why_answers_for_each_candidate_in_a_sentence()
    {
        var view = await platform.Compile(ContextPlatform.Request(
            ContextPlatform.Item("src/a b.py", "the parser"), ContextPlatform.Item("secret", "restricted words", Sensitivity.Restricted)));
        var included = await platform.Get<WhyAnswer>($"/v2/context/compiles/{view.Id}/why?item={Uri.EscapeDataString("src/a b.py")}");
        Assert.Equal(ReasonCode.Included, included.Decision);
        Assert.StartsWith("In the window at place 1 of 1", included.Answer, StringComparison.Ordinal);
        var denied = await platform.Get<WhyAnswer>($"/v2/context/compiles/{view.Id}/why?item=secret");
        Assert.Equal(ReasonCode.SensitivityDenied, denied.Decision);
        Assert.Contains("sensitivity-ceiling", denied.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_why_of_no_candidate_says_where_the_candidates_are()
    {
        var view = await platform.Compile(ContextPlatform.Request(ContextPlatform.Item("a", "x")));
        var problem = await platform.GetRefused($"/v2/context/compiles/{view.Id}/why?item=b", HttpStatusCode.NotFound);
        Assert.Equal("candidate_unknown", problem.GetProperty("code").GetString());
        Assert.Contains($"/v2/context/compiles/{view.Id}", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("item", (await platform.GetRefused($"/v2/context/compiles/{view.Id}/why", HttpStatusCode.BadRequest)).GetProperty("field").GetString());
    }

    [Fact]
    public async Task Asking_why_by_a_part_of_an_id_names_those_that_the_reader_may_see()
    {
        var view = await platform.Compile(ContextPlatform.Request(
            ContextPlatform.Item("file:src/tax.py", "x"), ContextPlatform.Item("file:other/src/tax.py", "y", Sensitivity.Restricted)), CallerRole.Owner);
        async Task<string?> Title(CallerRole role) =>
            (await platform.GetRefused($"/v2/context/compiles/{view.Id}/why?item=src/Tax.py", HttpStatusCode.NotFound, role)).GetProperty("title").GetString();
        Assert.Equal("'src/Tax.py' was not a candidate of this compile. There is 'file:src/tax.py'.", await Title(CallerRole.Member));
    }

    [Fact]
    public async Task A_viewer_learns_neither_name_nor_words_of_what_is_above_the_ceiling()
    {
        var view = await platform.Compile(ContextPlatform.Request(
            ContextPlatform.Item("open", "how to build the parser"), ContextPlatform.Item("payroll-plan", "salaries of the parser team", Sensitivity.Confidential)));
        Assert.Contains("salaries", view.Markdown, StringComparison.Ordinal);

        using var client = platform.As(CallerRole.Viewer);
        var shown = await client.GetStringAsync($"/v2/context/compiles/{view.Id}");
        Assert.DoesNotContain("payroll", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("salaries", shown, StringComparison.Ordinal);
        Assert.Contains("how to build", shown, StringComparison.Ordinal);
        var masked = Assert.Single((await platform.Detail(view.Id, CallerRole.Viewer)).Receipt.Entries, e => e.ItemId.StartsWith("masked-", StringComparison.Ordinal));
        Assert.Equal(ReasonCode.Included, masked.Decision);

        // The masked name can be asked about; the real one is answered like one that never was.
        Assert.Equal(masked.ItemId, (await platform.Get<WhyAnswer>($"/v2/context/compiles/{view.Id}/why?item={masked.ItemId}", CallerRole.Viewer)).ItemId);
        await platform.GetRefused($"/v2/context/compiles/{view.Id}/why?item=payroll-plan", HttpStatusCode.NotFound, CallerRole.Viewer);
        Assert.Contains("salaries", (await platform.Detail(view.Id, CallerRole.Owner)).Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_organisation_finds_nothing()
    {
        var view = await platform.Compile(ContextPlatform.Request());
        using var stranger = platform.As(CallerRole.Owner, Guid.CreateVersion7());
        foreach (var path in new[] { "", "/why?item=a", "/verify" })
        {
            using var answer = await stranger.GetAsync($"/v2/context/compiles/{view.Id}{path}");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
        Assert.Equal("""{"items":[],"nextCursor":null}""", await stranger.GetStringAsync("/v2/context/compiles"));
    }

    [Theory]
    [InlineData("/v2/context/compiles?limit=0", "limit")]
    [InlineData("/v2/context/compiles?limit=-3", "limit")]
    [InlineData("/v2/context/compiles?limit=1000", "limit")]
    [InlineData("/v2/context/compiles?cursor=xx", "cursor")]
    [InlineData("/v2/context/compiles?run=nine", "run")]
    [InlineData("/v2/context/compiles?q=%00", "q")]
    [InlineData("/v2/context/compiles/nine", "id")]
    [InlineData("/v2/context/compiles/nine/why?item=a", "id")]
    public async Task A_question_that_makes_no_sense_names_its_field(string path, string field) =>
        Assert.Equal(field, (await platform.GetRefused(path, HttpStatusCode.BadRequest)).GetProperty("field").GetString());

    [Fact]
    public async Task An_unknown_compile_is_not_found()
    {
        var id = Guid.CreateVersion7();
        foreach (var path in new[] { "", "/why?item=a", "/verify" })
        {
            Assert.Equal("compile_unknown", (await platform.GetRefused($"/v2/context/compiles/{id}{path}", HttpStatusCode.NotFound)).GetProperty("code").GetString());
        }
    }
}
