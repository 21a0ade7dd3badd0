using Recorder.Domain.Importing;
using Substrate.Trace;
using Xunit;

namespace Recorder.Tests.Domain.Importing;

public sealed class OpenHandsTests
{
    [Fact]
    public void Two_actions_of_one_reply_are_one_step_with_two_calls_and_its_usage_is_counted_once()
    {
        var (format, facts, steps) = Reading.Session(LogSamples.OpenHands);

        Assert.Equal("openhands", format);
        Assert.Equal(("Keep commas in the parser.", "0.35.0", "acme-1"), (facts.Task, facts.AgentVersion, facts.Model));
        Assert.Equal("system user note:recall note:recall llm tool:execute_bash<4 tool:think<4 note:error llm note:finish", Reading.Shape(steps));
        Assert.Equal((new TokenUsage(100, 20, 60, 30), 0.01m, "I look."), (steps[4].Tokens, steps[4].Cost, steps[4].Output!.Value.Text));
        Assert.Equal((127, true, """{"command":"ls"}"""), (steps[5].Tool!.ExitCode, steps[5].Tool!.IsError, steps[5].Tool!.Args!.Value.Text));
        Assert.Equal((null, false), (steps[6].Tool!.ExitCode, steps[6].Tool!.IsError));
        Assert.Equal(("Unknown parameter.", "Done."), (steps[7].Error, steps[8].Output!.Value.Text));
        Assert.Null(steps[8].Tokens);
    }

    [Fact]
    public void Every_row_of_an_evaluation_is_a_run_with_its_own_totals_and_verdict()
    {
        var (format, sessions) = Reading.All(Samples.Lines([
            LogSamples.OpenHandsRow(), LogSamples.OpenHandsRow("acme__parser-8", report: """{"resolved":false,"failed_apply_patch":true}"""),
            LogSamples.OpenHandsRow("acme__parser-9", "\"RuntimeError: Agent reached maximum iteration in headless mode\"", "{}")]));

        Assert.Equal(("openhands", 3), (format, sessions.Count));
        Assert.Equal(["acme__parser-7", "acme__parser-8", "acme__parser-9"], sessions.Select(s => s.Identity.SessionId));
        Assert.Equal(("The parser drops commas", "acme/parser", "acme/1", 0.02m), (sessions[0].Facts.Task, sessions[0].Facts.Repo, sessions[0].Facts.Model, sessions[0].Facts.Cost));
        Assert.Equal(new TokenUsage(140, 25), sessions[0].Facts.Tokens);
        Assert.Equal((OutcomeStatus.Succeeded, 1d), (sessions[0].Facts.Verdict!.Status, sessions[0].Facts.Verdict!.Reward));
        Assert.Equal([("resolved", false), ("failed_apply_patch", false)], sessions[1].Facts.Verdict!.Checks!.Select(c => (c.Name, c.Passed)));
        Assert.Equal((null, OutcomeStatus.Aborted), (sessions[2].Facts.Verdict, sessions[2].Facts.Outcome));
        Assert.Equal(("diff --git a/p.py b/p.py", true), (sessions[2].Steps[^1].Output!.Value.Text, sessions[2].Steps[^1].Error!.StartsWith("RuntimeError", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_first_rows_of_the_resolver_have_neither_ids_nor_arguments_around_their_members()
    {
        var (_, facts, steps) = Reading.Session(LogSamples.OpenHandsResolver);

        Assert.Equal("user llm tool:run<1 llm note:finish note:ended", Reading.Shape(steps));
        Assert.Equal(("p.py", 0, "First I look."), (steps[2].Tool!.Result!.Value.Text, steps[2].Tool!.ExitCode, steps[1].Output!.Value.Text));
        Assert.Equal(("acme__parser-5", OutcomeStatus.Succeeded, "It is there."), (facts.InstanceId, facts.Verdict!.Status, facts.Verdict.Checks![0].Detail));
    }

    [Theory]
    [InlineData("AgentStuckInLoopError: Agent got stuck in a loop", OutcomeStatus.Failed)]
    [InlineData("Agent reached maximum iteration in headless mode", OutcomeStatus.Aborted)]
    [InlineData("litellm.InternalServerError: 529", OutcomeStatus.InfraError)]
    [InlineData(null, OutcomeStatus.Unknown)]
    public void The_error_that_ended_a_run_tells_whose_failure_it_was(string? error, OutcomeStatus expected) => Assert.Equal(expected, ExitStatus.OfError(error));

    [Fact]
    public void The_sdk_states_usage_beside_its_events_and_a_reply_has_what_it_grew_by()
    {
        var (format, facts, steps) = Reading.Session(Samples.Lines(LogSamples.OpenHandsSdk));

        Assert.Equal("openhands-sdk", format);
        Assert.Equal(
            "system user note:execution_status note:stats llm note:thinking tool:terminal<4 tool:teleport<4 compaction note:stats llm note:ConversationErrorEvent", Reading.Shape(steps));
        Assert.Equal((new TokenUsage(105, 21, 60, 0, 0), 0.01m), (steps[4].Tokens, steps[4].Cost));
        Assert.Equal((145L, 7L, 100L), (steps[10].Tokens!.In, steps[10].Tokens!.Out, steps[10].Tokens!.CacheRead));
        Assert.Equal((250L, 28L, 0.03m), (facts.Tokens!.In, facts.Tokens.Out, facts.Cost));
        Assert.Equal((127, true), (steps[6].Tool!.ExitCode, steps[6].Tool!.IsError));
        Assert.Equal(("There is no tool teleport.", true, "{"), (steps[7].Error, steps[7].Tool!.IsError, steps[7].Tool!.Args!.Value.Text));
        Assert.Equal(("Keep commas in the parser.", OutcomeStatus.Aborted), (facts.Task, facts.Outcome));
    }

    [Fact]
    public void However_often_a_conversation_of_the_sdk_was_recorded_before_its_steps_only_grow()
    {
        for (var cut = 1; cut < LogSamples.OpenHandsSdk.Length; cut++)
        {
            var early = Reading.All(Samples.Lines(LogSamples.OpenHandsSdk[..cut])).Sessions[0];
            var whole = Reading.All(Samples.Lines(LogSamples.OpenHandsSdk), cut).Sessions[0];

            Assert.Equal(early.Steps, whole.Steps.Take(early.Steps.Count));
            Assert.Equal(SourceRelation.Grown, whole.Identity.RelationTo(early.Identity.Prefixes));
            Assert.Equal(2, whole.Steps.Count(s => s.Kind == StepKind.Tool));
        }
    }

    [Fact]
    public void A_logged_call_of_a_model_is_one_step_with_all_that_a_replay_needs()
    {
        var (format, facts, steps) = Reading.Session(LogSamples.LlmLog);

        Assert.Equal(("llm-log", "Keep commas in the parser.", "acme/1"), (format, facts.Task, facts.Model));
        var step = Assert.Single(steps);
        Assert.Equal((StepKind.Llm, Replayable.Full, new TokenUsage(100, 20), 0.01m), (step.Kind, step.Replayable, step.Tokens, step.Cost));
        Assert.Equal(TimeSpan.FromSeconds(4.5), step.T1 - step.T0);
        Assert.StartsWith("{\"kwargs\":{\"temperature\":0},\"messages\":[", step.Input!.Value.Text, StringComparison.Ordinal);
        Assert.Contains("\"tool_calls\"", step.Output!.Value.Text, StringComparison.Ordinal);
    }
}
