using Recorder.Domain.Importing;
using Substrate.Trace;
using Xunit;

namespace Recorder.Tests.Domain.Importing;

public sealed class InspectTests
{
    [Fact]
    public void A_sample_is_a_run_with_its_pooled_messages_and_attachments_put_back()
    {
        var (format, sessions) = Reading.All(LogSamples.Inspect(LogSamples.InspectSample(), LogSamples.InspectSample("\"b\"", "\"I\"")));

        Assert.Equal(("inspect", 2), (format, sessions.Count));
        var (facts, steps) = (sessions[0].Facts, sessions[0].Steps);
        Assert.Equal("note:span_begin solver generate system user llm note:thinking tool:bash<3 note:sandbox exec user llm eval note:unanswered_tool_call", Reading.Shape(steps));
        Assert.Equal(("You help.", "I look.", "p.py\nq.py"), (steps[1].Output!.Value.Text, steps[3].Output!.Value.Text, steps[5].Tool!.Result!.Value.Text));
        Assert.Equal((0, "timeout: too slow", true), (steps[3].Parent, steps[5].Error, steps[5].Tool!.IsError));
        Assert.Equal((new TokenUsage(110, 5, 100), Replayable.Full, "grader"), (steps[3].Tokens, steps[3].Replayable, steps[8].Name));
        Assert.Contains("\"content\":\"You help.\"", steps[3].Input!.Value.Text, StringComparison.Ordinal);
        Assert.Equal(new TokenUsage(140, 7), facts.Tokens);
        Assert.Equal(("Keep commas in the parser.", "acme/1", "parsers", "0.3.95", "run1/task1/1/1"),
            (facts.Task, facts.Model, facts.TaskType, facts.AgentVersion, sessions[0].Identity.SessionId));
        Assert.DoesNotContain("sample_ids", facts.ConfigJson, StringComparison.Ordinal);
        Assert.Equal((OutcomeStatus.Succeeded, 1d, "It is."), (facts.Verdict!.Status, facts.Verdict.Reward, facts.Verdict.Checks![0].Detail));
        Assert.Equal((OutcomeStatus.Failed, 0d), (sessions[1].Facts.Verdict!.Status, sessions[1].Facts.Verdict!.Reward));
    }

    [Theory]
    [InlineData("\"P\"", OutcomeStatus.Failed, 0.5)]
    [InlineData("1.0", OutcomeStatus.Succeeded, 1)]
    [InlineData("true", OutcomeStatus.Succeeded, 1)]
    [InlineData("{\"a\":1,\"b\":0}", OutcomeStatus.Failed, 0.5)]
    public void A_score_is_worth_what_the_harness_says_it_is(string score, OutcomeStatus status, double reward)
    {
        var verdict = Reading.All(LogSamples.Inspect(LogSamples.InspectSample(score: score))).Sessions[0].Facts.Verdict!;

        Assert.Equal((status, reward), (verdict.Status, verdict.Reward));
    }

    [Theory]
    [InlineData("""{"message":"LimitExceededError: token limit exceeded","traceback":"…"}""", OutcomeStatus.Aborted)]
    [InlineData("""{"message":"ConnectionError('reset')"}""", OutcomeStatus.InfraError)]
    public void A_sample_that_an_error_halted_says_whose_failure_it_was(string error, OutcomeStatus expected) =>
        Assert.Equal(expected, Reading.All(LogSamples.Inspect(LogSamples.InspectSample(score: "null", extra: $"\"error\":{error},"))).Sessions[0].Facts.Outcome);

    [Fact]
    public void A_sample_without_events_is_read_from_its_messages_and_one_without_either_is_still_a_run()
    {
        var (_, sessions) = Reading.All(LogSamples.Inspect(
            """{"id":1,"epoch":1,"input":[{"role":"user","content":"Go."}],"messages":[{"role":"user","content":"Go."},{"role":"assistant","content":"I look.","tool_calls":[{"id":"t1","function":"bash","arguments":{}}]},{"role":"tool","tool_call_id":"t1","function":"bash","content":"p.py","error":{"type":"parsing","message":"no"}}]}""",
            """{"id":2,"epoch":1,"input":"Go on."}"""));

        Assert.Equal("user llm tool:bash<1", Reading.Shape(sessions[0].Steps));
        Assert.True(sessions[0].Steps[2].Tool!.IsError);
        Assert.Equal(("Go on.", 0, 1), (sessions[1].Facts.Task, sessions[1].Steps.Count, sessions[1].Identity.Records));
    }

    [Fact]
    public void Older_logs_keep_events_and_texts_under_transcript()
    {
        var (_, _, steps) = Reading.Session(LogSamples.Inspect(
            """{"id":1,"epoch":1,"input":"Go.","transcript":{"content":{"aa":"Go."},"events":[{"event":"model","model":"m","input":[{"role":"user","content":"tc://aa"}],"output":{"choices":[{"message":{"role":"assistant","content":"No"}}]}}]}}"""));

        Assert.Equal("user llm", Reading.Shape(steps));
        Assert.Equal("Go.", steps[0].Output!.Value.Text);
    }

    [Fact]
    public void A_small_log_that_refers_to_a_large_text_many_times_does_not_become_a_large_run()
    {
        var text = new string('x', 1 << 20);
        var events = string.Join(',', Enumerable.Range(0, 500).Select(_ => """{"event":"model","model":"m","input":[],"input_refs":[[0,1]],"output":{"choices":[{"message":{"role":"assistant","content":"attachment://aa"}}]}}"""));
        var (_, _, steps) = Reading.Session(LogSamples.Inspect(
            $$$"""{"id":1,"epoch":1,"input":"Go.","attachments":{"aa":"{{{text}}}"},"message_pool":[{"role":"user","content":"{{{text}}}"}],"events":[{{{events}}}]}"""));

        Assert.Equal(501, steps.Count);
        Assert.InRange(steps.Sum(s => (long)(s.Input?.Text.Length ?? 0) + (s.Output?.Text.Length ?? 0)), 1, 200 << 20);
        Assert.Equal(("attachment://aa", Replayable.ReplyOnly), (steps[^1].Output!.Value.Text, steps[^1].Replayable));
    }

    [Fact]
    public void A_log_that_breaks_off_is_recognised()
    {
        var broken = LogSamples.Inspect(LogSamples.InspectSample())[..^80];

        var refused = Assert.Throws<UnreadableSourceException>(() => Reading.Format(broken));

        Assert.Contains("Not valid JSON", refused.Message, StringComparison.Ordinal);
    }
}
