using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Contracts.Recorder;
using Microsoft.Playwright;
using Web.Tests.Running;
using Xunit;

namespace Web.Tests;

[Collection(nameof(Dashboard))]
public sealed partial class RunPageTests(Dashboard dashboard)
{
    [Fact]
    public async Task A_long_run_is_read_only_where_it_is_looked_at_and_walked_by_the_keyboard_to_its_end()
    {
        await using var open = await dashboard.Open($"/runs/{dashboard.LongRun.Id}");
        var page = open.Page;
        var read = new HashSet<string>();
        page.Request += (_, request) => { if (request.Url.Contains("/steps?", StringComparison.Ordinal)) { lock (read) { read.Add(request.Url); } } };
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Option).First).ToContainTextAsync("thought 0");
        await Assertions.Expect(page.Locator(".run-bar-count")).ToContainTextAsync($"{Dashboard.LongSteps:#,0} steps");

        await page.Locator(".timeline").FocusAsync();
        await page.Keyboard.PressAsync("End");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"Step {Dashboard.LongSteps - 1}" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Option).Last).ToContainTextAsync($"command {Dashboard.LongSteps - 1}");
        await page.Keyboard.PressAsync("k");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"Step {Dashboard.LongSteps - 2}" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Home");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Step 0" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("e");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Step 501" })).ToBeVisibleAsync();

        // Of thirty pages the first, the last and that of the error, each with a neighbour.
        Assert.InRange(read.Count, 3, 12);
        Assert.Empty(open.Faults);
    }

    [Fact]
    public async Task A_link_leads_to_a_step_in_the_middle_and_a_filter_keeps_it_in_the_address()
    {
        await using var open = await dashboard.Open($"/runs/{dashboard.LongRun.Id}?step=1733");
        var page = open.Page;
        await Assertions.Expect(page.GetByRole(AriaRole.Option, new() { Selected = true })).ToContainTextAsync("command 1733");
        await page.GetByRole(AriaRole.Button, new() { Name = "Errors only" }).ClickAsync();
        await Assertions.Expect(page.Locator(".run-bar-count")).ToContainTextAsync("3 steps, 3 errors");
        await Assertions.Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(3);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Step 1733" })).ToBeVisibleAsync();
        Assert.Contains("errors=true", page.Url, StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "Errors only" }).ClickAsync();
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Find in steps" }).FillAsync("command 2995");
        await Assertions.Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Two_attempts_are_picked_and_laid_side_by_side()
    {
        await using var open = await dashboard.Open($"/runs/{dashboard.Run.Id}");
        var page = open.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Compare with…" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Other runs of the same task" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = TakeAsRight() }).First.ClickAsync();
        await Assertions.Expect(page.Locator(".compare-sum")).ToContainTextAsync("2 changed, 10 same");
        await page.GetByRole(AriaRole.Switch, new() { Name = "Only changes" }).ClickAsync();
        await Assertions.Expect(page.Locator(".diff-row[data-mark='same']")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".diff-row")).ToHaveCountAsync(2);
        Assert.Contains("changes=true", page.Url, StringComparison.Ordinal);
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".diff-detail").First).ToContainTextAsync("Open step");
        Assert.Empty(open.Faults);
    }

    [Fact]
    public async Task What_was_taken_out_is_listed_and_equal_marks_light_up_together_without_their_value()
    {
        await using var open = await dashboard.Open($"/runs/{dashboard.WithSecret.Id}?tab=redactions");
        var page = open.Page;
        var table = page.GetByRole(AriaRole.Table, new() { Name = "Redactions of the run" });
        await Assertions.Expect(table).ToContainTextAsync("result");
        await table.GetByRole(AriaRole.Link).First.ClickAsync();
        var marks = page.Locator("mark[data-secret]");
        await Assertions.Expect(marks).ToHaveCountAsync(3);
        await marks.First.FocusAsync();
        await Assertions.Expect(page.Locator("mark[data-lit]")).ToHaveCountAsync(3);
        Assert.DoesNotContain("AKIA", await page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_proof_names_the_part_at_fault_and_what_it_is_signed_with()
    {
        await using var open = await dashboard.Open($"/runs/{dashboard.Run.Id}");
        var page = open.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Verified" }).ClickAsync();
        var proof = page.GetByRole(AriaRole.Dialog, new() { Name = "What this run rests on" });
        await Assertions.Expect(proof.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(6);
        await Assertions.Expect(proof.GetByRole(AriaRole.Button, new() { Name = "Copy id of the signing key" })).ToBeVisibleAsync();
        await Assertions.Expect(proof.GetByRole(AriaRole.Button, new() { Name = "Copy Merkle root" })).ToBeVisibleAsync();

        // Only somebody with the database in hand could make this true, so the answer is altered on its way.
        await page.RouteAsync("**/verify", async route =>
        {
            var answer = await route.FetchAsync();
            var result = JsonNode.Parse(await answer.TextAsync())!;
            result["ok"] = false;
            var seal = result["checks"]!.AsArray().Single(check => (string?)check!["part"] == "seal")!;
            seal["state"] = "broken";
            seal["fault"] = new JsonObject { ["where"] = "runs", ["seq"] = null, ["field"] = "task", ["reason"] = "The column task is not what was sealed." };
            await route.FulfillAsync(new() { Response = answer, Body = result.ToJsonString() });
        });
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Facts changed since sealed" }).ClickAsync();
        await Assertions.Expect(proof).ToContainTextAsync("The column task is not what was sealed.");
        await Assertions.Expect(proof).ToContainTextAsync("The steps and their payloads are as they were recorded.");
        await Assertions.Expect(page.GetByText("Chain broken")).ToHaveCountAsync(0);
        Assert.Empty(open.Faults);
    }

    [Fact]
    public async Task A_run_is_downloaded_as_a_bundle_and_a_refusal_stands_on_the_page()
    {
        await using var open = await dashboard.Open($"/runs/{dashboard.Run.Id}");
        var page = open.Page;
        var button = page.GetByRole(AriaRole.Button, new() { Name = "Download bundle" });
        var download = await page.RunAndWaitForDownloadAsync(() => button.ClickAsync());
        Assert.Equal($"run-{dashboard.Run.Id:D}.ctx.zip", download.SuggestedFilename);
        using (var bundle = ZipFile.OpenRead(await download.PathAsync()))
        {
            Assert.Contains(bundle.Entries, entry => entry.FullName.Contains("manifest", StringComparison.Ordinal));
        }
        Assert.Empty(open.Faults);

        await page.RouteAsync("**/bundle", route => route.FulfillAsync(new()
        {
            Status = 409, ContentType = "application/problem+json", Body = """{"title":"The run is no longer what was sealed.","status":409,"code":"run_broken","detail":"The column task is not what was sealed."}""",
        }));
        await button.ClickAsync();
        var alert = page.GetByRole(AriaRole.Alert);
        await Assertions.Expect(alert).ToContainTextAsync("The bundle could not be made: The run is no longer what was sealed.");
        await Assertions.Expect(alert).ToContainTextAsync("The column task is not what was sealed.");
    }

    [Fact]
    public async Task A_file_is_imported_with_what_became_of_it_and_a_reload_forgets_nothing()
    {
        await using var open = await dashboard.Open("/import");
        var page = open.Page;
        await page.GetByLabel("Session files or archives").SetInputFilesAsync(new FilePayload[]
        {
            new() { Name = "one.jsonl", MimeType = "application/x-ndjson", Buffer = Sessions.WithSubagent($"web-{Guid.NewGuid():N}") },
            new() { Name = "readme.md", MimeType = "text/markdown", Buffer = "# Notes"u8.ToArray() },
        });
        var files = page.GetByRole(AriaRole.List, new() { Name = "Files" });
        await Assertions.Expect(files).ToContainTextAsync("one.jsonl", new() { Timeout = 60_000 });
        await Assertions.Expect(files).ToContainTextAsync("readme.md");
        await Assertions.Expect(files).ToContainTextAsync("Skipped");
        Assert.Contains("job=", page.Url, StringComparison.Ordinal);

        await page.ReloadAsync();
        await Assertions.Expect(files).ToContainTextAsync("one.jsonl");
        await files.GetByRole(AriaRole.Link).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Tree" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.List, new() { Name = "Runs that belong together" })).ToContainTextAsync("Subagent");
        Assert.Empty(open.Faults);
    }

    [Fact]
    public async Task A_file_that_is_no_session_is_refused_where_it_was_dropped()
    {
        await using var open = await dashboard.Open("/import");
        await open.Page.GetByLabel("Session files or archives").SetInputFilesAsync(new FilePayload { Name = "picture.png", MimeType = "image/png", Buffer = [0x89, 0x50, 0x4e, 0x47, 1, 2, 3] });
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("neither a recorded session nor an archive");
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("request");
    }

    [GeneratedRegex("^Take as the right run: Failed Make the date parser.*other-agent")]
    private static partial Regex TakeAsRight();
}
