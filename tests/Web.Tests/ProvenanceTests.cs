using System.Text.RegularExpressions;
using Contracts.Context;
using Contracts.Memory;
using Contracts.Recorder;
using Microsoft.Playwright;
using Substrate.Scoping;
using Web.Tests.Running;
using Xunit;

namespace Web.Tests;

[Collection(nameof(Dashboard))]
public sealed partial class ProvenanceTests(Dashboard dashboard)
{
    [Fact]
    public async Task Three_clicks_lead_from_a_receipt_to_the_words_in_the_run()
    {
        var (memory, compile) = await Used();
        await using var open = await dashboard.Open($"/context/{compile}");
        var page = open.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Provenance", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Where it came from" })).ToContainTextAsync("Memory");
        await page.GetByRole(AriaRole.Link, new() { NameRegex = InTheRun() }).First.ClickAsync();

        await Assertions.Expect(page).ToHaveURLAsync(AtTheWords());
        await Assertions.Expect(page.Locator("mark").First).ToBeVisibleAsync();

        await page.GotoAsync($"/memories/{memory}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Everything it came from and led to" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "What came of it" })).ToContainTextAsync("Compile");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task The_graph_is_worked_from_the_keyboard_and_the_lists_hold_the_same(ColorScheme scheme, int width)
    {
        var (memory, _) = await Used();
        await using var open = await dashboard.Open($"/provenance/memory/{memory}", width, scheme: scheme);
        var page = open.Page;
        var origins = page.GetByRole(AriaRole.Region, new() { Name = "Where it came from" });
        await Assertions.Expect(origins.Locator("blockquote").First).ToBeVisibleAsync();
        foreach (var kind in new[] { "Candidate", "Step", "Episode", "Run" })
        {
            await Assertions.Expect(page.Locator(".react-flow__node").Filter(new() { HasText = kind }).First).ToBeAttachedAsync();
            await Assertions.Expect(origins).ToContainTextAsync(kind);
        }

        await page.Locator(".react-flow__node").Filter(new() { HasText = "Candidate" }).First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#node-title")).ToContainTextAsync("Candidate");
        var findings = await Axe.Findings(page);
        Assert.True(findings.Count == 0, string.Join("\n", findings));
        await page.GetByRole(AriaRole.Link, new() { Name = "Begin here" }).ClickAsync();
        await Assertions.Expect(page.Locator("h1")).ToContainTextAsync("Candidate:");
    }

    [Fact]
    public async Task A_thing_that_is_not_known_says_so()
    {
        await using var open = await dashboard.Open("/provenance/memory/01999999-0000-7000-8000-00000000dead");
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("is known here");
    }

    /// <summary>A memory of a repository of its own and a window that holds it, once the recorder has been told of both.</summary>
    private async Task<(Guid Memory, Guid Compile)> Used()
    {
        var repo = $"acme/origins-{Guid.NewGuid():N}"[..20];
        var run = await dashboard.Api.RecordRun("Make the date parser take a trailing Z", repo);
        var candidate = (await dashboard.Api.LearnedFrom(run.Id)).First(c => c.MergedInto is null && c.Evidence.Count > 0);
        await dashboard.Api.Post<MemoryView>($"v2/memory/{candidate.Id}/promote", new PromoteMemory(Pin: true));
        var compile = await dashboard.Api.Post<CompileView>("v2/context/compile", new CompileRequest("Run the tests of the date parser", new Scope("dashboard", repo, "browser-test"), 2000));
        await Eventually.Holds(
            async () => (await dashboard.Api.Get<ProvenanceGraph>($"v2/provenance/run/{run.Id}?direction=effects")).Nodes.Any(n => n.Id == $"{compile.Id}"), "the window is among what came of the run", TimeSpan.FromMinutes(2));
        return (candidate.Id, compile.Id);
    }

    [GeneratedRegex("^In the run: step")]
    private static partial Regex InTheRun();

    [GeneratedRegex(@"/runs/.*step=\d+.*start=\d+")]
    private static partial Regex AtTheWords();
}
