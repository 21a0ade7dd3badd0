using Contracts.Memory;
using Microsoft.Playwright;
using Web.Tests.Running;
using Xunit;

namespace Web.Tests;

[Collection(nameof(Dashboard))]
public sealed class FeedbackTests(Dashboard dashboard)
{
    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task A_word_about_a_memory_moves_its_confidence_and_pressed_again_is_taken_back(ColorScheme scheme, int width)
    {
        var run = await dashboard.Api.RecordRun("Make the date parser take a trailing Z", $"acme/said-{Guid.NewGuid():N}"[..20]);
        var candidate = (await dashboard.Api.LearnedFrom(run.Id)).First(c => c.MergedInto is null && c.Evidence.Count > 0);
        var learned = await dashboard.Api.Post<MemoryView>($"v2/memory/{candidate.Id}/promote", new PromoteMemory());
        await using var open = await dashboard.Open($"/memories/{candidate.Id}", width, scheme: scheme);
        var words = open.Page.GetByRole(AriaRole.Group, new() { Name = "What was it worth?" });
        var wrong = words.GetByRole(AriaRole.Button, new() { Name = "Wrong" });

        await Assertions.Expect(wrong).ToBeEnabledAsync();
        await wrong.FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(wrong).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(wrong).ToContainTextAsync("1");
        await Assertions.Expect(open.Page.GetByText("Moved by what was said of it: 1 wrong.")).ToBeVisibleAsync();
        Assert.True((await dashboard.Api.Get<MemoryView>($"v2/memory/{candidate.Id}")).Confidence < learned.Confidence);
        await Assertions.Expect(wrong).ToBeFocusedAsync();
        var findings = await Axe.Findings(open.Page);
        Assert.True(findings.Count == 0, string.Join("\n", findings));

        await wrong.ClickAsync();
        await Assertions.Expect(wrong).ToHaveAttributeAsync("aria-pressed", "false");
        Assert.Equal(learned.Confidence, (await dashboard.Api.Get<MemoryView>($"v2/memory/{candidate.Id}")).Confidence);
    }
}
