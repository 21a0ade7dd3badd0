using System.Net;
using Contracts;
using Contracts.Recorder;
using Harness;
using Substrate.Policies;
using Xunit;
using static Recorder.Tests.RecorderClient;

namespace Recorder.Tests.Features;

public sealed class CompareTests(ModuleHost<RecorderModule> host) : IClassFixture<ModuleHost<RecorderModule>>
{
    private readonly RecorderClient client = new(host.As(CallerRole.Member, Guid.NewGuid()));

    [Fact]
    public async Task Two_attempts_stand_side_by_side_with_what_differs()
    {
        var left = await Attempt(User(0, "Fix it"), Llm(1, "I look"), Tool(2, "ls", "p.py"), Llm(3, "Run"), Tool(4, "pytest", "1 failed", 1));
        var right = await Attempt(User(0, "Fix it"), Llm(1, "Looking"), Tool(2, "ls", "p.py"), Tool(3, "cat p.py", "x = 1"), Llm(4, "Run"), Tool(5, "pytest", "2 passed"));

        var compared = await Compare(left, right);

        Assert.Equal(new ComparisonSummary(3, 2, 0, 1, 0), compared.Summary);
        Assert.Equal((left, right, 6), (compared.Left.Id, compared.Right.Id, compared.Total));
        Assert.Equal([ComparedAs.Same, ComparedAs.Changed, ComparedAs.Same, ComparedAs.OnlyRight, ComparedAs.Same, ComparedAs.Changed], compared.Rows.Select(r => r.As));
        Assert.Equal(["result", "exit code"], compared.Rows[^1].Differs);
        Assert.Equal("cat p.py", RecorderClient.Json(compared.Rows[3].Right!.ToolCall!.ArgsPreview!).GetProperty("command").GetString());
    }

    [Fact]
    public async Task What_is_the_same_can_be_left_out_and_rows_are_read_from_any_place()
    {
        var left = await Attempt([.. Enumerable.Range(0, 300).Select(i => User(i, $"say {i}"))]);
        var right = await Attempt([.. Enumerable.Range(0, 300).Select(i => User(i, i % 100 == 7 ? $"other {i}" : $"say {i}"))]);

        var changes = await Compare(left, right, "&changes=true");
        var some = await Compare(left, right, "&from=206&limit=3");

        Assert.Equal((3, 297, 3), (changes.Total, changes.Summary.Same, changes.Summary.Changed));
        Assert.Equal([7, 107, 207], changes.Rows.Select(r => r.Left!.Seq));
        Assert.Equal(300, some.Total);
        Assert.Equal([206, 207, 208], some.Rows.Select(r => r.Left!.Seq));
    }

    [Fact]
    public async Task A_run_that_grew_is_compared_as_it_stands_now()
    {
        var left = await Attempt(User(0, "a"));
        var right = await client.Begin();
        await client.Appended(right.Id, User(0, "a"));
        Assert.Equal(0, (await Compare(left, right.Id)).Summary.OnlyRight);

        await client.Appended(right.Id, User(1, "b"));

        Assert.Equal(1, (await Compare(left, right.Id)).Summary.OnlyRight);
    }

    [Fact]
    public async Task The_other_attempts_at_a_task_are_offered_by_its_words_or_its_instance()
    {
        var (one, two, other) = (await client.Begin("Fix the parser"), await client.Begin("Fix the parser"), await client.Begin("Fix the printer"));
        await client.Import(Samples.Bytes(Samples.Mini(reply: "One way.")), "a.traj.json");
        await client.Import(Samples.Bytes(Samples.Mini(reply: "Another way.")), "b.traj.json");
        var imported = (await client.All()).Where(r => r.Source is not null).Select(r => r.Id).ToList();

        Assert.Equal([two.Id], await Peers(one.Id));
        Assert.Empty(await Peers(other.Id));
        Assert.Equal([imported[1]], await Peers(imported[0]));
    }

    [Fact]
    public async Task Only_two_runs_that_are_there_can_be_compared()
    {
        var run = await Attempt(User(0, "a"));
        var elsewhere = new RecorderClient(host.As(CallerRole.Member, Guid.NewGuid()));
        var foreign = await elsewhere.Begin();

        Assert.Equal("invalid_parameter", (await Refused(await client.Http.GetAsync($"v2/runs/compare?left={run}&right={run}"), HttpStatusCode.BadRequest)).Code);
        Assert.Equal("run_not_found", (await Refused(await client.Http.GetAsync($"v2/runs/compare?left={run}&right={foreign.Id}"), HttpStatusCode.NotFound)).Code);
        Assert.Equal("run_not_found", (await Refused(await client.Http.GetAsync($"v2/runs/compare?left={foreign.Id}&right={run}"), HttpStatusCode.NotFound)).Code);
    }

    private async Task<Guid> Attempt(params Substrate.Trace.Step[] steps)
    {
        var run = await client.Begin();
        await client.Appended(run.Id, steps);
        return (await client.Completed(run.Id)).Id;
    }

    private async Task<RunComparison> Compare(Guid left, Guid right, string query = "") =>
        await Ok<RunComparison>(await client.Http.GetAsync($"v2/runs/compare?left={left}&right={right}{query}"));

    private async Task<IEnumerable<Guid>> Peers(Guid run) => (await Ok<Page<RunView>>(await client.Http.GetAsync($"v2/runs/{run}/peers"))).Items.Select(r => r.Id);
}
