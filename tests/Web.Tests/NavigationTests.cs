using Microsoft.Playwright;
using Substrate.Trace;
using Web.Tests.Running;
using Xunit;

namespace Web.Tests;

[Collection(nameof(Dashboard))]
public sealed class NavigationTests(Dashboard dashboard)
{
    [Fact]
    public async Task Back_restores_the_list_with_its_filter_and_its_order()
    {
        await using var open = await dashboard.Open($"/runs?repo={Uri.EscapeDataString(dashboard.Repo)}&q=attempt");
        var page = open.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Filter by outcome" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitemradio, new() { Name = "Failed" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Outcome Failed" })).ToBeVisibleAsync();
        // Each click turns round the order that is shown, so the next one waits for it.
        var column = page.GetByRole(AriaRole.Columnheader, new() { Name = "Task", Exact = true });
        foreach (var order in new[] { "descending", "ascending" })
        {
            await column.GetByRole(AriaRole.Button, new() { Name = "Task", Exact = true }).ClickAsync();
            await Assertions.Expect(column).ToHaveAttributeAsync("aria-sort", order);
        }
        var rows = page.Locator("tr[data-row]");
        await Assertions.Expect(rows).ToHaveCountAsync(3);
        await Assertions.Expect(rows.First).ToContainTextAsync("Earlier attempt 2");
        var list = page.Url;

        await rows.Nth(1).GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Earlier attempt 4 at the date parser", Level = 1 })).ToBeVisibleAsync();
        Assert.Contains("repo=acme", page.Url, StringComparison.Ordinal);
        await page.GoBackAsync();

        await Assertions.Expect(page).ToHaveURLAsync(list);
        await Assertions.Expect(rows).ToHaveCountAsync(3);
        await Assertions.Expect(rows.First).ToContainTextAsync("Earlier attempt 2");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Outcome Failed" })).ToBeVisibleAsync();
        Assert.Empty(open.Faults);
    }

    [Fact]
    public async Task A_link_to_a_step_opens_the_run_at_that_step()
    {
        await using var open = await dashboard.Open($"/runs/{dashboard.Run.Id}?step=5");
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Heading, new() { Name = "Step 5" })).ToBeVisibleAsync();
        await Assertions.Expect(open.Page.Locator("#step-pane")).ToContainTextAsync("140 passed");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "more line" }).ClickAsync();
        await Assertions.Expect(open.Page.Locator("#step-pane")).ToContainTextAsync("tests/test_77.py");
    }

    [Fact]
    public async Task The_words_a_memory_rests_on_are_marked_in_the_run()
    {
        var evidence = dashboard.Learned.SelectMany(each => each.Evidence).First(each => each.RunId == dashboard.Run.Id);
        await using var open = await dashboard.Open($"/runs/{evidence.RunId}?step={evidence.Seq}&field={evidence.Field}&start={evidence.Start}&end={evidence.End}");
        await Assertions.Expect(open.Page.Locator("#step-pane mark").First).ToHaveTextAsync(evidence.Quote);
    }

    [Fact]
    public async Task A_receipt_says_why_an_item_is_not_in_the_window()
    {
        await using var open = await dashboard.Open($"/context/{dashboard.Compile.Id}");
        var page = open.Page;
        await Assertions.Expect(page.GetByText("Receipt verified")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Why, or why not?" }).FillAsync("secret-plan");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator(".why-answer")).ToContainTextAsync("Not in");
        Assert.Contains("why=secret-plan", page.Url, StringComparison.Ordinal);
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".why-answer")).ToContainTextAsync("Not in");
    }

    [Fact]
    public async Task A_run_that_is_recorded_meanwhile_appears_without_a_reload()
    {
        await using var open = await dashboard.Open("/runs");
        var page = open.Page;
        await Assertions.Expect(page.Locator(".live")).ToContainTextAsync("Live");
        await page.EvaluateAsync("window.untouched = true");
        var task = $"Recorded while somebody looks {Guid.NewGuid():N}";
        var run = await dashboard.Api.RecordRun(task, "acme/live", complete: false);
        var row = page.Locator($"tr[data-row='{run.Id}']");
        await Assertions.Expect(row).ToContainTextAsync("Recording");
        await dashboard.Api.Post<Contracts.Recorder.RunView>($"v2/runs/{run.Id}/complete", new Contracts.Recorder.CompleteRun(new Outcome(OutcomeStatus.Failed)));
        await Assertions.Expect(row).ToContainTextAsync("Failed");
        Assert.True(await page.EvaluateAsync<bool>("window.untouched === true"));
    }
}
