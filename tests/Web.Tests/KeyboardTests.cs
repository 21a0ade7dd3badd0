using Contracts.Memory;
using Microsoft.Playwright;
using Substrate.Compiling;
using Web.Tests.Running;
using Xunit;

namespace Web.Tests;

[Collection(nameof(Dashboard))]
public sealed class KeyboardTests(Dashboard dashboard)
{
    [Fact]
    public async Task A_candidate_is_promoted_and_taken_back_with_the_keyboard_alone()
    {
        var candidate = dashboard.Learned.First(each => each.Decision is not CandidateDecision.Merged);
        await dashboard.Api.Post<CandidateView>($"v2/memory/{candidate.Id}/quarantine", new DecideMemory("set apart by the test"));

        await using var open = await dashboard.Open("/");
        var page = open.Page;
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(page.GetByRole(AriaRole.Searchbox, new() { Name = "Search runs, memories, compiles and commands" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("candidates");
        await Assertions.Expect(page.GetByRole(AriaRole.Menuitem, new() { Name = "Decide on candidates" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Memories", Level = 1 })).ToBeVisibleAsync();
        await TabTo(page, page.GetByRole(AriaRole.Link, new() { Name = "Quarantined" }));
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator($"tr[data-row='{candidate.Id}']")).ToBeVisibleAsync();
        var moves = 0;
        do
        {
            await page.Keyboard.PressAsync("j");
        }
        while (await page.EvaluateAsync<string?>("document.activeElement?.getAttribute('data-row')") != $"{candidate.Id}" && moves++ < 60);
        await page.Keyboard.PressAsync("p");

        await Assertions.Expect(page.Locator(".undo-bar")).ToContainTextAsync("Promoted");
        await Assertions.Expect(page.Locator($"tr[data-row='{candidate.Id}']")).ToHaveCountAsync(0);
        Assert.Equal(MemoryStatus.Active, (await dashboard.Api.Get<MemoryView>($"v2/memory/{candidate.Id}")).Status);

        await page.Keyboard.PressAsync("u");
        await Assertions.Expect(page.Locator($"tr[data-row='{candidate.Id}']")).ToBeVisibleAsync();
        Assert.Equal(CandidateDecision.Quarantined, (await dashboard.Api.Get<CandidateView>($"v2/memory/candidates/{candidate.Id}")).Decision);
        Assert.Empty(open.Faults);
    }

    [Fact]
    public async Task Enter_in_the_palette_takes_what_was_typed_for_however_soon_it_is_pressed()
    {
        await using var open = await dashboard.Open("/");
        var page = open.Page;
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Overview", Level = 1 })).ToBeVisibleAsync();
        foreach (var (words, address) in new[] { ("dead letters", "/jobs"), ("candidates", "/memories?tab=candidates"), ("api key", "/settings"), ("failed runs", "/runs?outcome=failed"), ("lane", "/context/profiles"), ("home", "/") })
        {
            await page.Keyboard.PressAsync("Control+k");
            await Assertions.Expect(page.GetByRole(AriaRole.Searchbox, new() { Name = "Search runs, memories, compiles and commands" })).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync(words);
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"^https?://[^/]+{System.Text.RegularExpressions.Regex.Escape(address)}(&|$)"));
        }
    }

    [Fact]
    public async Task The_timeline_is_walked_with_the_keyboard_and_jumps_to_the_next_error()
    {
        await using var open = await dashboard.Open($"/runs/{dashboard.Run.Id}");
        var page = open.Page;
        await Assertions.Expect(page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("j");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Step 1" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("e");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Step 3" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#step-pane")).ToContainTextAsync("command not found");
        Assert.Contains("step=3", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_skip_link_is_first_and_leads_to_the_content()
    {
        await using var open = await dashboard.Open("/runs");
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        await open.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" })).ToBeFocusedAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(open.Page.Locator("#main")).ToBeFocusedAsync();
    }

    private static async Task TabTo(IPage page, ILocator target)
    {
        for (var presses = 0; presses < 60; presses++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement")) { return; }
            await page.Keyboard.PressAsync("Tab");
        }
        Assert.Fail("Sixty presses of Tab did not reach it.");
    }
}
