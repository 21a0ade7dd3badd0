using Microsoft.Playwright;
using Web.Tests.Running;
using Xunit;

namespace Web.Tests;

[Collection(nameof(Dashboard))]
public sealed class PagesTests(Dashboard dashboard)
{
    private const string Background = "getComputedStyle(document.documentElement).backgroundColor";

    // Every place, and what stands on it once it is loaded.
    private IEnumerable<(string Path, string Shows)> Places() =>
    [
        ("/", "Latest runs"),
        ("/runs", "Make the date parser take a trailing Z"),
        ($"/runs?sel={dashboard.Run.Id}&outcome=succeeded", "Source"),
        ($"/runs/{dashboard.Run.Id}", "Make the date parser take a trailing Z"),
        ($"/runs/{dashboard.Run.Id}?step=5", "Step 5"),
        ($"/runs/{dashboard.Run.Id}?step=7", "Step 7"),
        ($"/runs/{dashboard.Run.Id}?tab=memories", "Each suggestion was taken"),
        ($"/runs/{dashboard.Run.Id}?tab=context", "Fix the date parser for time zones"),
        ($"/runs/{dashboard.Run.Id}?tab=notes", "Compile"),
        ("/memories", "Candidates"),
        ("/memories?tab=accepted", "Memories"),
        ("/memories?tab=quarantined", "Quarantined"),
        ($"/memories?tab=all&sel={dashboard.Learned[0].Id}", "Words it rests on"),
        ($"/memories/{dashboard.Learned[0].Id}", "Where it comes from"),
        ($"/provenance/candidate/{dashboard.Learned[0].Id}", "Where it came from"),
        ($"/provenance/run/{dashboard.Run.Id}", "What came of it"),
        ("/context", "Fix the date parser for time zones"),
        ($"/context/{dashboard.Compile.Id}", "Included"),
        ($"/context/{dashboard.Compile.Id}?why=parser&item=parser", "Ask"),
        ($"/context?profile={Dashboard.BuiltIn}", $"profile {Dashboard.BuiltIn}"),
        ("/context/playground", "Say what the window is for"),
        ("/context/profiles", "The default over time"),
        ("/context/profiles/default", "Comes with the platform"),
        ($"/runs/{dashboard.LongRun.Id}?step=1733", "Step 1733"),
        ($"/runs/{dashboard.LongRun.Id}?errors=true&q=nothing", "No step matches this filter"),
        ($"/runs/{dashboard.Run.Id}?tab=tree", "stands alone"),
        ($"/runs/{dashboard.Run.Id}?tab=redactions", "Nothing was taken out of this run"),
        ($"/runs/{dashboard.WithSecret.Id}?tab=redactions", "Taken out before anything was hashed"),
        ($"/runs/{dashboard.WithSecret.Id}?step=1", "redacted:"),
        ($"/runs/compare?left={dashboard.Run.Id}", "Other runs of the same task"),
        ($"/runs/compare?left={dashboard.Run.Id}&right={dashboard.Again.Id}", "Only changes"),
        ($"/runs/compare?left={dashboard.Run.Id}&right={dashboard.Again.Id}&changes=true", "Only changes"),
        ("/import", "Drop session files"),
        ("/jobs", "Jobs"),
        ("/jobs?tab=dead-letters", "No message has failed for good"),
        ("/settings", "API keys"),
        ("/nowhere", "Nothing lives at this address"),
    ];

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Every_page_shows_its_content_in_light_and_dark_without_a_finding_of_axe_or_a_fault(int width)
    {
        var findings = new List<string>();
        // One window for all of them: what does not change between pages is read once, as it is for a person.
        await using var open = await dashboard.Open("about:blank", width);
        var page = open.Page;
        foreach (var (path, shows) in Places())
        {
            var scheme = ColorScheme.Light;
            open.Faults.Clear();
            try
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                await page.GotoAsync(path);
                await Assertions.Expect(page.Locator("#main")).ToContainTextAsync(shows);
                await Assertions.Expect(page.Locator(".skeleton")).ToHaveCountAsync(0);
                await Assertions.Expect(page.Locator("h1")).ToHaveCountAsync(1);
                Note(await Axe.Findings(page));
                var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth");
                if (wide > 0) { Note([$"{wide} pixels wider than the window"]); }
                await Screenshot(page, path, width, scheme);

                var light = await page.EvaluateAsync<string>(Background);
                scheme = ColorScheme.Dark;
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                if (await page.EvaluateAsync<string>(Background) == light) { Note(["as light as before"]); }
                // What a page is and says does not hang on the scheme; its colours do.
                Note(await Axe.Findings(page, Axe.OfColours));
                await Screenshot(page, path, width, scheme);
            }
            catch (PlaywrightException notAsAwaited)
            {
                Note([notAsAwaited.Message]);
            }
            Note(open.Faults);

            void Note(IEnumerable<string> what) => findings.AddRange(what.Select(each => $"{path} at {width} {scheme}: {each}"));
        }
        Assert.True(findings.Count == 0, string.Join("\n", findings));
    }

    [Fact]
    public async Task A_menu_a_palette_and_a_dialog_have_no_finding_of_axe_either()
    {
        await using var open = await dashboard.Open("/settings");
        var page = open.Page;
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("axe");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        await Assertions.Expect(page.Locator(".key-secret")).ToContainTextAsync("ctx_");
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke axe" }).First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alertdialog)).ToContainTextAsync("Revoke the key “axe”?");
        await Sound(page, "the dialog");
        await page.GetByRole(AriaRole.Alertdialog).GetByRole(AriaRole.Button, new() { Name = "Revoke axe" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alertdialog)).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "axe Revoked" }).First).ToBeVisibleAsync();

        await page.GotoAsync("/runs");
        await Assertions.Expect(page.GetByRole(AriaRole.Table)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(page.GetByRole(AriaRole.Searchbox, new() { Name = "Search runs, memories, compiles and commands" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("trailing");
        await Assertions.Expect(page.GetByRole(AriaRole.Menuitem).Filter(new() { HasText = "Make the date parser" }).First).ToBeVisibleAsync();
        await Sound(page, "the palette");
        await page.Keyboard.PressAsync("Escape");

        await page.GetByRole(AriaRole.Button, new() { Name = "Filter by agent" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Menuitemradio, new() { Name = "browser-test" })).ToBeVisibleAsync();
        await Sound(page, "the facet");
    }

    [Fact]
    public async Task Who_is_not_signed_in_gets_a_page_to_sign_in_with()
    {
        await using var open = await dashboard.Open("/runs", signedIn: false);
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Level = 1 })).ToBeVisibleAsync();
        await Assertions.Expect(open.Page.GetByLabel("API key")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_unknown_id_says_so_with_the_request_id_to_quote()
    {
        await using var open = await dashboard.Open("/runs/01890a5d-ac96-774b-bcce-b302099a8057");
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("request");
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Check the id");
    }

    private static async Task Sound(IPage page, string what)
    {
        var findings = await Axe.Findings(page);
        Assert.True(findings.Count == 0, $"{what}: {string.Join("\n", findings)}");
    }

    private static async Task Screenshot(IPage page, string path, int width, ColorScheme scheme)
    {
        if (Environment.GetEnvironmentVariable("CTX_SCREENSHOTS") is not { Length: > 0 } folder) { return; }
        var name = string.Concat(path.Select(c => char.IsAsciiLetter(c) ? c : '-')).Trim('-');
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{(name.Length == 0 ? "overview" : name)}-{width}-{scheme}.png") });
    }
}
