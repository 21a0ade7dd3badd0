using Recorder.Domain.Importing;
using Substrate.Trace;
using Xunit;

namespace Recorder.Tests.Domain.Importing;

public sealed class PiTests
{
    [Fact]
    public void A_session_of_pi_gives_replies_with_cost_and_says_who_ran_a_command()
    {
        var (format, sessions) = Reading.All(Samples.Lines(SamplesOfAgents.Pi()));
        var (identity, parent, facts, steps) = Assert.Single(sessions);

        Assert.Equal(("pi", "pi-1", new ParentRef("pi-0", "branch")), (format, identity.SessionId, parent));
        Assert.Equal(("Keep commas.", "parser", "acme-1", OutcomeStatus.Aborted), (facts.Task, facts.Repo, facts.Model, facts.Outcome));
        Assert.Equal("note:session user llm note:thinking tool:bash<2 note:model_change tool:bash< compaction llm", Reading.Shape(steps));
        Assert.Equal((new TokenUsage(18, 7, 10, 5), 0.25m), (steps[2].Tokens, steps[2].Cost));
        Assert.Equal(TimeSpan.FromSeconds(2), steps[2].T1 - steps[2].T0);
        Assert.Equal((true, "user", 2), (steps[4].Tool!.IsError, steps[6].Name, steps[6].Tool!.ExitCode));
        Assert.Equal(("Request was aborted.", new TokenUsage(1, null, 0, 0)), (steps[8].Error, steps[8].Tokens));
    }

    [Fact]
    public void An_entry_that_does_not_follow_the_last_begins_a_branch()
    {
        var (_, sessions) = Reading.All(Samples.Lines(SamplesOfAgents.PiTree()));

        Assert.Equal(["pi-2", "pi-2/branch-e4"], sessions.Select(s => s.Identity.SessionId));
        Assert.Equal("note:session user llm user llm", Reading.Shape(sessions[0].Steps));
        Assert.Equal("user llm", Reading.Shape(sessions[1].Steps));
        Assert.Equal(new ParentRef("pi-2", "branch"), sessions[1].Parent);
        Assert.Equal([new ChildRef("pi-2/branch-e4", "branch", 2)], sessions[0].Facts.Children);
        Assert.Equal([11, 5], sessions.Select(s => s.Steps.Sum(step => step.Tokens?.Out ?? 0)));
    }
}
