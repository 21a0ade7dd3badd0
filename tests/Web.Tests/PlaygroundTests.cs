using Contracts.Context;
using Microsoft.Playwright;
using Web.Tests.Running;
using Xunit;

namespace Web.Tests;

[Collection(nameof(Dashboard))]
public sealed class PlaygroundTests(Dashboard dashboard)
{
    [Fact]
    public async Task A_window_is_tried_out_compared_and_compiled_with_the_keyboard_alone()
    {
        await using var open = await dashboard.Open("/context/playground");
        var page = open.Page;
        await page.GetByLabel("Task").FocusAsync();
        await page.Keyboard.TypeAsync("Fix the date parser for time zones");
        for (var item = 1; item <= 3; item++)
        {
            await page.GetByLabel("Paste a text, or drop files here").FocusAsync();
            await page.Keyboard.InsertTextAsync($"Notes {item}: " + string.Join(' ', Enumerable.Range(0, 40 * item).Select(n => $"parser zone {item}{n}")));
            await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.PressAsync("Enter");
        }

        await Assertions.Expect(page.Locator(".play-list li")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator(".budget-sum")).ToContainTextAsync("of 4,000 tokens used");
        await page.GetByLabel("Budget in tokens").FillAsync("700");
        await Assertions.Expect(page.Locator(".budget-sum")).ToContainTextAsync("of 700 tokens used");
        await Assertions.Expect(page.GetByText("Did not fit the budget")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Slider, new() { Name = "Budget" }).FocusAsync();
        await page.Keyboard.PressAsync("End");
        await Assertions.Expect(page.Locator(".budget-sum")).ToContainTextAsync("of 32,000 tokens used");
        await page.GetByLabel("Compare with budget").FillAsync("400");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"{Dashboard.BuiltIn} in 32,000 against {Dashboard.BuiltIn} in 400" })).ToBeVisibleAsync();

        // What was typed is there again after a reload, and so is the budget, which the address holds.
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("budget=32000"));
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".play-list li")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator(".budget-sum")).ToContainTextAsync("of 32,000 tokens used");
        Assert.Empty(await Axe.Findings(page));

        await page.GetByRole(AriaRole.Button, new() { Name = "Compile and keep the receipt" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("Receipt verified")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Reproduce" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("the same bytes")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Anthropic", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("form=anthropic"));
        await Assertions.Expect(page.Locator(".window-message")).ToContainTextAsync("parser zone");
        Assert.Empty(await Axe.Findings(page));
        Assert.Empty(open.Faults);
    }

    [Fact]
    public async Task The_window_of_a_recorded_step_is_taken_into_the_playground_from_the_step_itself()
    {
        await using var open = await dashboard.Open($"/runs/{dashboard.Run.Id}?step=5");
        var page = open.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "window before it" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex($"run={dashboard.Run.Id}.*seq=5"));
        await Assertions.Expect(page.Locator(".play-window")).ToContainTextAsync("Before step 5 of run");
        await Assertions.Expect(page.Locator(".play-list li")).ToHaveCountAsync(5);
        await Assertions.Expect(page.Locator(".budget-sum")).ToContainTextAsync("tokens used");
        await Assertions.Expect(page.GetByText("Outside the scope asked for")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".entries").First.GetByRole(AriaRole.Listitem)).Not.ToHaveCountAsync(0);
        // What was changed since is still there after a reload, though the address names the recorded window.
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove step:000002" }).ClickAsync();
        await Assertions.Expect(page.Locator(".play-list li")).ToHaveCountAsync(4);
        await Eventually.Holds(() => page.EvaluateAsync<bool>("JSON.parse(sessionStorage.getItem('playground'))?.items.length === 4"), "what is left is kept");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".play-list li")).ToHaveCountAsync(4);
        Assert.Empty(await Axe.Findings(page));
        Assert.Empty(open.Faults);
    }

    [Fact]
    public async Task A_budget_too_small_for_what_is_pinned_is_said_at_the_budget()
    {
        await using var open = await dashboard.Open("/context/playground?budget=60");
        var page = open.Page;
        await page.GetByLabel("Task").FillAsync("Anything");
        await page.GetByLabel("Paste a text, or drop files here").FillAsync(string.Join(' ', Enumerable.Range(0, 200).Select(n => $"word{n}")));
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the text" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pin pasted text" }).ClickAsync();
        await Assertions.Expect(page.Locator(".field").Filter(new() { HasText = "The pinned items need" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".play-form")).ToContainTextAsync("'pasted text' (");
    }

    [Fact]
    public async Task A_profile_gets_a_version_and_becomes_the_default_and_back()
    {
        await using var open = await dashboard.Open("/context/profiles/default");
        var page = open.Page;
        await page.GetByLabel("weights.lexical", new() { Exact = true }).FillAsync("7x");
        await page.GetByLabel("Profile", new() { Exact = true }).FillAsync("by-hand");
        await page.GetByLabel("Why", new() { Exact = true }).FillAsync("Tried by hand.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a new version" }).ClickAsync();
        await Assertions.Expect(page.GetByText("No version was made: changes.weights.lexical")).ToBeVisibleAsync();
        await page.GetByLabel("weights.lexical", new() { Exact = true }).FillAsync("0.5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a new version" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "by-hand@1" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".profile-diff tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".profile-diff")).ToContainTextAsync("weights.lexical");

        await page.GetByRole(AriaRole.Button, new() { Name = "Make @1 the default" }).ClickAsync();
        await page.GetByRole(AriaRole.Alertdialog).GetByLabel("Why").FillAsync("For a day.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it the default" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The default", new() { Exact = true })).ToBeVisibleAsync();
        Assert.True((await dashboard.Api.Get<ProfileDetail>("v2/context/profiles/by-hand")).IsDefault);

        await page.GotoAsync("/context/profiles/default");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Make {Dashboard.BuiltIn[Dashboard.BuiltIn.IndexOf('@', StringComparison.Ordinal)..]} the default" }).ClickAsync();
        await page.GetByRole(AriaRole.Alertdialog).GetByLabel("Why").FillAsync("Back.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it the default" }).ClickAsync();
        // The answer is waited for: leaving the page before it would take the request back.
        await Assertions.Expect(page.GetByText("The default", new() { Exact = true })).ToBeVisibleAsync();
        await page.GotoAsync("/context/profiles");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("For a day.");
        Assert.False((await dashboard.Api.Get<ProfileDetail>("v2/context/profiles/by-hand")).IsDefault);
    }
}
