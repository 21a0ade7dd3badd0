using Recorder.Domain.Importing;
using Substrate.Trace;
using Xunit;

namespace Recorder.Tests.Domain.Importing;

public sealed class ClaudeTreeTests
{
    [Fact]
    public void A_rewind_and_each_agent_is_a_session_of_its_own()
    {
        var (_, sessions) = Reading.All(Samples.Lines(Samples.ClaudeTree()));

        Assert.Equal(["tree", "tree/agent7", "tree/sidechain-s3", "tree/branch-u3"], sessions.Select(s => s.Identity.SessionId));
        Assert.Equal("user llm tool:Task<1 tool:Task<1 llm user llm compaction compaction", Reading.Shape(sessions[0].Steps));
        Assert.Equal("handoff llm", Reading.Shape(sessions[1].Steps));
        Assert.Equal("user llm note:turn_end".Split(' ').Order(), Reading.Shape(sessions[3].Steps).Split(' ').Order());
        Assert.Equal(["Fix the parser.", "Read p.py", "Read q.py", "Keep it instead."], sessions.Select(s => s.Facts.Task));
        Assert.Equal([6, 3, 4, 2], sessions.Select(s => s.Steps.Sum(step => step.Tokens?.Out ?? 0)));
    }

    [Fact]
    public void Parents_and_children_name_each_other_with_the_call_and_the_step()
    {
        var (_, sessions) = Reading.All(Samples.Lines(Samples.ClaudeTree()));

        Assert.Equal([null, new ParentRef("tree", "subagent"), new ParentRef("tree", "subagent", null, "t2"), new ParentRef("tree", "branch")], sessions.Select(s => s.Parent).Select(p => p?.CallId == "t1" ? p with { CallId = null } : p));
        Assert.Equal(
            [new ChildRef("tree/agent7", "subagent", 2, "t1"), new ChildRef("tree/branch-u3", "branch", 4), new ChildRef("tree/sidechain-s3", "subagent", 3, "t2")],
            sessions[0].Facts.Children.Where(c => c.Seq is not null).OrderBy(c => c.SessionId, StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_of_an_agent_belongs_to_the_session_its_lines_name()
    {
        var lines = Samples.ClaudeTree().Where(l => l.Contains("agent7", StringComparison.Ordinal) && l.Contains("\"isSidechain\":true", StringComparison.Ordinal));

        var (_, sessions) = Reading.All(Samples.Lines(lines));

        var only = Assert.Single(sessions);
        Assert.Equal(("tree/agent7", new ParentRef("tree", "subagent")), (only.Identity.SessionId, only.Parent));
    }

    [Fact]
    public void Lines_that_come_later_only_add_to_sessions_or_add_sessions()
    {
        var lines = Samples.ClaudeTree();
        var whole = Reading.All(Samples.Lines(lines)).Sessions.ToDictionary(s => s.Identity.SessionId);
        for (var cut = 1; cut <= lines.Length; cut++)
        {
            foreach (var early in Reading.All(Samples.Lines(lines[..cut])).Sessions)
            {
                Assert.NotEqual(SourceRelation.Other, whole[early.Identity.SessionId].Identity.RelationTo(early.Identity.Prefixes));
            }
        }
    }

    [Fact]
    public void Circles_and_parents_that_never_come_are_one_conversation()
    {
        string[] lines =
        [
            """{"type":"user","uuid":"a","parentUuid":"b","sessionId":"s","message":{"role":"user","content":"One"}}""",
            """{"type":"assistant","uuid":"b","parentUuid":"a","sessionId":"s","message":{"id":"m","role":"assistant","content":"Two"}}""",
            """{"type":"user","uuid":"c","parentUuid":"gone","sessionId":"s","message":{"role":"user","content":"Three"}}""",
            """{"type":"user","uuid":"d","parentUuid":"d","sessionId":"s","message":{"role":"user","content":"Four"}}""",
        ];

        var (_, _, steps) = Reading.Session(Samples.Lines(lines));

        Assert.Equal("user llm user user", Reading.Shape(steps));
    }

    [Fact]
    public void A_last_line_that_is_still_being_written_is_left_for_the_next_time()
    {
        var lines = Samples.Claude();
        var whole = string.Join('\n', lines);

        var (_, _, steps) = Reading.Session(whole[..^20]);
        var (_, _, early) = Reading.Session(Samples.Lines(lines[..^1]));

        Assert.Equal(early, steps);
        Assert.Equal(StepKind.Llm, steps[^1].Kind);
    }
}
