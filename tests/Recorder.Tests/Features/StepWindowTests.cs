using System.Net;
using Contracts;
using Contracts.Recorder;
using Harness;
using Substrate.Policies;
using Xunit;
using static Recorder.Tests.RecorderClient;

namespace Recorder.Tests.Features;

public sealed class StepWindowTests(ModuleHost<RecorderModule> host) : IClassFixture<ModuleHost<RecorderModule>>
{
    private readonly RecorderClient client = new(host.As(CallerRole.Member));

    [Fact]
    public async Task Steps_are_read_from_any_place_on()
    {
        var run = await Long(250);

        Assert.Equal(Enumerable.Range(170, 50), (await Steps(run, "from=170&limit=50")).Items.Select(s => s.Seq));
        var last = await Steps(run, "from=240");
        Assert.Equal((10, null), (last.Items.Count, last.NextCursor));
        Assert.Empty((await Steps(run, "from=250")).Items);
        var onward = await Steps(run, "from=100&limit=1");
        Assert.Equal(101, (await Steps(run, $"cursor={onward.NextCursor}&limit=1")).Items[0].Seq);
    }

    [Fact]
    public async Task A_filter_leaves_what_it_names_and_the_outline_says_where_its_pages_begin()
    {
        var run = await Long(700);

        foreach (var filter in new[] { "", "kind=tool", "errors=true", "q=COMMAND 1", "kind=tool&errors=true&q=6", "q=nothing of the kind" })
        {
            var all = new List<StepView>();
            for (string? cursor = null; ;)
            {
                var page = await Steps(run, $"{filter}&limit=70{(cursor is null ? "" : $"&cursor={cursor}")}");
                all.AddRange(page.Items);
                if ((cursor = page.NextCursor) is null) break;
            }
            var outline = await Outline(run, filter);
            var windowed = new List<int>();
            foreach (var from in outline.Pages)
            {
                windowed.AddRange((await Steps(run, $"{filter}&from={from}&limit={outline.PageSize}")).Items.Select(s => s.Seq));
            }

            Assert.Equal(all.Select(s => s.Seq), windowed);
            Assert.Equal(all.Count, outline.Count);
            Assert.Equal(all.Where(s => s.ToolCall?.ExitCode is not null and not 0).Select(s => s.Seq), outline.Errors);
            Assert.Equal(outline.ErrorCount, outline.Errors.Count);
            Assert.Equal(outline.Count, outline.Stretches.Sum(s => s.Steps));
            Assert.Equal(outline.ErrorCount, outline.Stretches.Sum(s => s.Errors));
        }

        Assert.All((await Steps(run, "kind=tool&errors=true")).Items, s => Assert.Equal("bash", s.ToolCall!.Name));
        Assert.Equal((350, 350), ((await Outline(run, "")).Kinds["llm"], (await Outline(run, "errors=true")).Kinds["tool"]));
    }

    [Fact]
    public async Task A_step_says_how_deep_it_lies_though_its_parents_are_on_another_page()
    {
        var run = await client.Begin();
        await client.Appended(run.Id, [User(0, "go"), .. Enumerable.Range(1, 30).Select(i => Llm(i, $"t{i}") with { Parent = i - 1 })]);

        Assert.Equal([0, 1, 2], (await Steps(run.Id, "limit=3")).Items.Select(s => s.Depth));
        Assert.Equal([9, 10], (await Steps(run.Id, "from=9&limit=2")).Items.Select(s => s.Depth));
        Assert.Equal(16, (await Steps(run.Id, "from=30")).Items[0].Depth);
        Assert.Equal(16, (await Outline(run.Id, "")).MaxDepth);
    }

    [Theory]
    [InlineData("from=-1", "from")]
    [InlineData("from=1&cursor=AAAAAAAAAAE", "from")]
    [InlineData("kind=dream", "kind")]
    [InlineData("limit=0", "limit")]
    public async Task A_window_that_cannot_be_is_refused(string query, string field)
    {
        var run = await client.Begin();

        var (_, body) = await Refused(await client.Http.GetAsync($"v2/runs/{run.Id}/steps?{query}"), HttpStatusCode.BadRequest);

        Assert.Equal(field, body.GetProperty("field").GetString());
    }

    [Fact]
    public async Task Another_organisation_sees_neither_outline_nor_peers()
    {
        var run = await Long(4);
        using var other = host.As(CallerRole.Owner, Guid.NewGuid());

        Assert.Equal("run_not_found", (await Refused(await other.GetAsync($"v2/runs/{run}/outline"), HttpStatusCode.NotFound)).Code);
        Assert.Equal("run_not_found", (await Refused(await other.GetAsync($"v2/runs/{run}/peers"), HttpStatusCode.NotFound)).Code);
    }

    /// <summary>Model and tool in turn; every fifth call fails.</summary>
    private async Task<Guid> Long(int steps)
    {
        var run = await client.Begin();
        await client.Appended(run.Id, [.. Enumerable.Range(0, steps).Select(i => i % 2 == 0 ? Llm(i, $"thought {i}") : Tool(i, $"command {i}", $"result {i}", i % 10 == 1 ? 1 : 0))]);
        return run.Id;
    }

    private async Task<Page<StepView>> Steps(Guid run, string query) => await Ok<Page<StepView>>(await client.Http.GetAsync($"v2/runs/{run}/steps?{query}"));

    private async Task<RunOutline> Outline(Guid run, string query) => await Ok<RunOutline>(await client.Http.GetAsync($"v2/runs/{run}/outline?{query}"));
}
