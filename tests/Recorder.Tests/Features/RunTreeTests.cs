using System.Net;
using Contracts.Recorder;
using Harness;
using Substrate.Policies;
using Xunit;
using static Recorder.Tests.RecorderClient;

namespace Recorder.Tests.Features;

public sealed class RunTreeTests(ModuleHost<RecorderModule> host) : IClassFixture<ModuleHost<RecorderModule>>
{
    private readonly RecorderClient client = new(host.As(CallerRole.Member, Guid.NewGuid()));

    [Fact]
    public async Task A_session_with_agents_and_a_rewind_is_a_tree_and_each_run_has_its_own_tokens()
    {
        var (_, first) = await client.Import(Samples.Bytes(Samples.Lines(Samples.ClaudeTree())), "tree.jsonl");
        var (_, second) = await client.Import(Samples.Bytes(Samples.Lines(Samples.ClaudeTree())), "tree.jsonl");

        Assert.Equal((4, 0, 0, 4), (first.Imported, first.Unchanged, second.Imported, second.Unchanged));
        var runs = (await client.All()).ToDictionary(r => r.Source!.SessionId);
        Assert.Equal((null, 3, 6L), (runs["tree"].Parent, runs["tree"].ChildCount, runs["tree"].Tokens.Out));
        Assert.Equal(new RunParent(runs["tree"].Id, "tree", "subagent", 2, "t1"), runs["tree/agent7"].Parent);
        Assert.Equal(new RunParent(runs["tree"].Id, "tree", "branch", 4, null), runs["tree/branch-u3"].Parent);
        Assert.Equal((3L, 0), (runs["tree/agent7"].Tokens.Out, runs["tree/agent7"].ChildCount));
        Assert.Equal([runs["tree"].Id], (await client.All("roots=true")).Select(r => r.Id));
        foreach (var run in runs.Values)
        {
            var tree = await Tree(run.Id);
            Assert.Equal((runs["tree"].Id, 4), (tree.Root, tree.Nodes.Count));
            Assert.Equal((runs["tree"].Id, null), (tree.Nodes[0].RunId, tree.Nodes[0].ParentId));
            Assert.True((await client.Verify(run.Id)).Ok);
        }
    }

    [Fact]
    public async Task A_session_that_grows_by_a_rewind_gets_its_branch_though_nothing_else_is_new()
    {
        var lines = Samples.ClaudeTree("grown");
        await client.Import(Samples.Bytes(Samples.Lines(lines[..15])), "live.jsonl");
        Assert.Equal(3, (await client.All()).Count);

        var (_, result) = await client.Import(Samples.Bytes(Samples.Lines(lines)), "live.jsonl");

        Assert.Equal((1, 3), (result.Imported, result.Unchanged));
        var branch = Assert.Single(await client.All(), r => r.Source!.SessionId == "grown/branch-u3");
        Assert.Equal(("branch", 4), (branch.Parent!.Relation, branch.Parent.Seq));
    }

    [Fact]
    public async Task Parent_and_child_find_each_other_whichever_comes_first_and_in_whatever_upload()
    {
        var lines = Samples.ClaudeTree("late");
        var agent = lines.Where(l => l.Contains("\"isSidechain\":true", StringComparison.Ordinal) && l.Contains("agent7", StringComparison.Ordinal)).ToArray();
        var main = lines.Where(l => !l.Contains("\"isSidechain\":true", StringComparison.Ordinal)).ToArray();

        await client.Import(Samples.Bytes(Samples.Lines(agent)), "late/subagents/agent-agent7.jsonl");
        var orphan = Assert.Single(await client.All());
        var alone = await Tree(orphan.Id);
        await client.Import(Samples.Bytes(Samples.Lines(main)), "late.jsonl");

        Assert.Equal((new RunParent(null, "late", "subagent", null, null), orphan.Id), (orphan.Parent, alone.Root));
        var parent = Assert.Single(await client.All(), r => r.Source!.SessionId == "late");
        var child = Assert.Single(await client.All(), r => r.Source!.SessionId == "late/agent7");
        Assert.Equal(new RunParent(parent.Id, "late", "subagent", 2, "t1"), child.Parent);
        Assert.Equal(2, parent.ChildCount);
        Assert.Equal(parent.Id, (await Tree(child.Id)).Root);
    }

    [Fact]
    public async Task Of_two_runs_that_claim_one_session_the_first_is_the_parent()
    {
        var lines = Samples.ClaudeTree("twice");
        var agent = lines.Where(l => l.Contains("\"isSidechain\":true", StringComparison.Ordinal) && l.Contains("agent7", StringComparison.Ordinal)).ToArray();
        await client.Import(Samples.Bytes(Samples.Lines(lines[..1])), "one.jsonl");
        await client.Import(Samples.Bytes(Samples.Lines(lines[..1]).Replace("Fix", "Mend", StringComparison.Ordinal)), "two.jsonl");

        await client.Import(Samples.Bytes(Samples.Lines(agent)), "agent.jsonl");

        var runs = await client.All();
        var claims = runs.Where(r => r.Source!.SessionId == "twice").OrderBy(r => r.Id).ToList();
        Assert.Equal([1, 0], claims.Select(r => r.ChildCount));
        Assert.Equal(claims[0].Id, Assert.Single(runs, r => r.Parent is not null).Parent!.RunId);
    }

    [Fact]
    public async Task Sources_that_name_each_other_in_a_circle_harm_nothing()
    {
        await client.Import(Samples.Bytes(Samples.Lines(Samples.ClaudeTree("circle"))), "circle.jsonl");
        await host.Platform.ExecuteAsync(
            "recorder",
            """
            INSERT INTO run_links (org_id, format, session_id, parent_session_id, said_by, by_parent, relation)
            SELECT org_id, format, session_id, session_id || '/branch-u3', run_id, false, 'continuation' FROM run_sources WHERE session_id = 'circle'
            """);

        var runs = (await client.All()).ToDictionary(r => r.Source!.SessionId);

        foreach (var run in runs.Values)
        {
            var tree = await Tree(run.Id);
            Assert.Equal((4, 4), (tree.Nodes.Count, tree.Nodes.DistinctBy(n => n.RunId).Count()));
            Assert.Equal(runs["circle"].Id, tree.Root);
        }
    }

    [Fact]
    public async Task Another_organisation_sees_neither_a_tree_nor_a_link()
    {
        await client.Import(Samples.Bytes(Samples.Lines(Samples.ClaudeTree("walled"))), "walled.jsonl");
        var run = (await client.All())[0];
        var stranger = new RecorderClient(host.As(CallerRole.Owner, Guid.NewGuid()));

        Assert.Equal("run_not_found", (await Refused(await stranger.Http.GetAsync($"v2/runs/{run.Id}/tree"), HttpStatusCode.NotFound)).Code);
        await stranger.Import(Samples.Bytes(Samples.Lines(Samples.ClaudeTree("walled")[..1])), "walled.jsonl");
        Assert.Equal(0, Assert.Single(await stranger.All()).ChildCount);
    }

    private async Task<RunTree> Tree(Guid run) => await Ok<RunTree>(await client.Http.GetAsync($"v2/runs/{run}/tree"));
}
