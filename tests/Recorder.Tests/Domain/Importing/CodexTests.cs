using Recorder.Domain.Importing;
using Substrate.Trace;
using Xunit;

namespace Recorder.Tests.Domain.Importing;

public sealed class CodexTests
{
    [Fact]
    public void A_rollout_is_read_from_its_items_and_counted_by_its_events()
    {
        var (format, facts, steps) = Reading.Session(Samples.Lines(SamplesOfAgents.Codex()));

        Assert.Equal(("codex", "Keep commas.", "acme/parser", "acme-codex", OutcomeStatus.Aborted), (format, facts.Task, facts.Repo, facts.Model, facts.Outcome));
        Assert.Equal(
            "note:session_meta note:turn_context note:environment_context user llm note:thinking tool:shell<4 tool:apply_patch<4 llm tool:spawn_agent<8 "
            + "llm tool:web_search<10 compaction note:turn_aborted note:a_future_record",
            Reading.Shape(steps));
        Assert.Equal((new TokenUsage(100, 20, 60, null, 5), new TokenUsage(150, 30, 100, null, 0), null), (steps[4].Tokens, steps[8].Tokens, steps[10].Tokens));
        Assert.Equal((0, false, "p.py\n"), (steps[6].Tool!.ExitCode, steps[6].Tool!.IsError, steps[6].Tool!.Result!.Value.Text));
        Assert.Equal((1, true, "*** Begin Patch"), (steps[7].Tool!.ExitCode, steps[7].Tool!.IsError, steps[7].Tool!.Args!.Value.Text));
        Assert.Equal("It failed.", steps[8].Output!.Value.Text);
        Assert.DoesNotContain(steps, s => s.Output?.Text.Contains("opaque", StringComparison.Ordinal) == true);
        Assert.Contains(new ChildRef("0199aaaa-0000-7000-8000-00000000000c", "subagent", 9, "c3"), facts.Children);
    }

    [Fact]
    public void A_thread_that_another_started_names_it()
    {
        var lines = SamplesOfAgents.Codex("child", """{"subagent":{"thread_spawn":{"parent_thread_id":"mother","depth":1}}}""");

        var (_, sessions) = Reading.All(Samples.Lines(lines));

        Assert.Equal(new ParentRef("mother", "subagent"), Assert.Single(sessions).Parent);
    }

    [Fact]
    public void However_often_a_rollout_was_recorded_before_its_steps_only_grow_and_its_tokens_stay_the_same()
    {
        var lines = SamplesOfAgents.Codex();
        for (var cut = 1; cut < lines.Length; cut++)
        {
            var early = Reading.Session(Samples.Lines(lines[..cut])).Steps;
            var (_, _, whole) = Reading.Session(Samples.Lines(lines), cut);

            Assert.Equal(early, whole.Take(early.Count));
            Assert.Equal((250L, 4), (whole.Sum(s => s.Tokens?.In ?? 0), whole.Count(s => s.Kind == StepKind.Tool)));
        }
    }
}
