using Recorder.Domain.Importing;
using Substrate.Trace;
using Xunit;

namespace Recorder.Tests.Domain.Importing;

public sealed class ReaderTests
{
    [Fact]
    public void Mini_swe_agent_gives_the_task_without_its_template_and_one_tool_step_per_call()
    {
        var (format, facts, steps) = Reading.Session(Samples.Mini());

        Assert.Equal("mini-swe-agent", format);
        Assert.Equal("The parser drops commas", facts.Task);
        Assert.Equal(("acme/parser", "2.0.0", "acme/model-1", OutcomeStatus.Unknown), (facts.Repo, facts.AgentVersion, facts.Model, facts.Outcome));
        Assert.Equal("system user llm tool:bash<2 tool:bash<2 llm tool:bash<5 note:exit: Submitted", Reading.Shape(steps));
        Assert.Equal(new TokenUsage(100, 20, 64), steps[2].Tokens);
        Assert.Equal((0, false, "p.py\n"), (steps[3].Tool!.ExitCode, steps[3].Tool!.IsError, steps[3].Tool!.Result!.Value.Text));
        Assert.Equal((1, true), (steps[4].Tool!.ExitCode, steps[4].Tool!.IsError));
        Assert.Equal("diff --git a/p.py b/p.py", steps[6].Tool!.Result!.Value.Text);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1775715328), facts.StartedAt);
    }

    [Theory]
    [InlineData("Submitted", OutcomeStatus.Unknown)]
    [InlineData("LimitsExceeded", OutcomeStatus.Aborted)]
    [InlineData("Timeout", OutcomeStatus.InfraError)]
    [InlineData("InternalServerError", OutcomeStatus.InfraError)]
    [InlineData("submitted (exit_cost)", OutcomeStatus.Unknown)]
    [InlineData("exit_context", OutcomeStatus.Aborted)]
    public void An_exit_status_is_no_verdict_but_tells_limits_from_failures_of_the_machine(string status, OutcomeStatus expected) =>
        Assert.Equal(expected, ExitStatus.Read(status));

    [Fact]
    public void A_call_that_the_end_of_the_run_left_unanswered_says_so()
    {
        var (_, _, steps) = Reading.Session(Samples.Mini(exit: "Timeout"));

        Assert.Equal("Not answered: the run ended with Timeout.", steps[6].Error);
        Assert.Null(steps[6].Tool!.Result);
    }

    [Fact]
    public void The_older_list_of_messages_finds_commands_in_code_fences()
    {
        var (format, facts, steps) = Reading.Session(Samples.MiniList);

        Assert.Equal("mini-swe-agent", format);
        Assert.Equal("The parser drops commas", facts.Task);
        Assert.Equal("system user llm tool:bash<2 llm tool:bash<4", Reading.Shape(steps));
        Assert.Equal((2, true, "ls: not found"), (steps[3].Tool!.ExitCode, steps[3].Tool!.IsError, steps[3].Tool!.Result!.Value.Text));
        Assert.Equal("""{"command":"ls"}""", steps[3].Tool!.Args!.Value.Text);
    }

    [Fact]
    public void The_first_generation_of_SWE_agent_keeps_the_last_observation_and_knows_a_demonstration_from_a_request()
    {
        var (format, facts, steps) = Reading.Session(Samples.SweAgentOld);

        Assert.Equal("swe-agent", format);
        Assert.Equal("The parser drops commas", facts.Task);
        Assert.Equal("system note:demonstration user llm tool:bash<3 llm tool:bash<5 note:exit: submitted", Reading.Shape(steps));
        Assert.Equal("diff --git a/p.py b/p.py", steps[6].Tool!.Result!.Value.Text);
        Assert.Equal((new TokenUsage(900, 40), 0.5m), (facts.Tokens, facts.Cost));
    }

    [Fact]
    public void The_second_generation_of_SWE_agent_names_the_tool_that_was_called()
    {
        var (_, facts, steps) = Reading.Session(Samples.SweAgentNew);

        Assert.Equal(("acme/parser", "1.0.1", "acme-1", OutcomeStatus.Aborted), (facts.Repo, facts.AgentVersion, facts.Model, facts.Outcome));
        Assert.Equal("The parser drops commas", facts.Task);
        Assert.Equal("system user llm tool:find_file<2 note:exit: exit_cost", Reading.Shape(steps));
        Assert.Equal("""[{"content":"long","role":"system"}]""", steps[2].Input!.Value.Text);
        Assert.Equal("""{"file_name":"parser.py"}""", steps[3].Tool!.Args!.Value.Text);
    }

    [Fact]
    public void A_demonstration_that_is_history_alone_is_a_run_too()
    {
        var (format, _, steps) = Reading.Session(Samples.SweAgentHistory);

        Assert.Equal(("swe-agent", "system user llm tool:bash<2"), (format, Reading.Shape(steps)));
    }

    [Fact]
    public void A_demonstration_written_as_YAML_is_the_same_run_as_in_JSON()
    {
        const string Yaml = """
            # This is a demo file generated from a trajectory.
            history:
              - role: user
                content: |-
                  Mend the colon.
                agent: main
                message_type: observation
              - role: assistant
                content: I look first.
                agent: main
                message_type: action
                tool_calls:
                  - id: call_1
                    type: function
                    function: {name: bash, arguments: '{"command":"ls"}'}
              - {role: tool, content: "a.py\nb.py", agent: main, message_type: observation, tool_call_ids: [call_1]}
            replay_config:
              problem_statement: {id: "1c2844"}
            """;
        var (format, _, steps) = Reading.Session(Yaml);

        Assert.Equal("swe-agent", format);
        Assert.Equal([StepKind.User, StepKind.Llm, StepKind.Tool], steps.Select(s => s.Kind));
        Assert.Equal("Mend the colon.", steps[0].Output!.Value.Text.Trim('"'));
        Assert.Equal("a.py\nb.py", steps[2].Tool!.Result!.Value.Text);
    }

    [Fact]
    public void Claude_code_lines_of_one_reply_are_one_step_and_its_usage_is_counted_once()
    {
        var (format, facts, steps) = Reading.Session(Samples.Lines(Samples.Claude()));

        Assert.Equal("claude-code", format);
        Assert.Equal(("Keep commas in the parser.", "parser", "claude-x", "2.1.14"), (facts.Task, facts.Repo, facts.Model, facts.AgentVersion));
        Assert.Equal("note:queue-operation user llm note:thinking tool:Bash<2 tool:Bash<2 note:hook note:new-kind-of-line llm", Reading.Shape(steps));
        Assert.Equal("I look.", steps[2].Output!.Value.Text);
        Assert.Equal(new TokenUsage(113, 44, 100, 10), steps[2].Tokens);
        Assert.Equal((0, false), (steps[4].Tool!.ExitCode, steps[4].Tool!.IsError));
        Assert.Equal((1, true), (steps[5].Tool!.ExitCode, steps[5].Tool!.IsError));
        Assert.Equal(46, steps.Sum(s => s.Tokens?.Out ?? 0));
    }

    [Fact]
    public void However_often_a_session_was_recorded_before_its_steps_only_grow()
    {
        var lines = Samples.Claude();
        for (var cut = 1; cut < lines.Length; cut++)
        {
            var early = Read(lines[..cut]);
            var (_, _, whole) = Reading.Session(Samples.Lines(lines), cut);

            Assert.Equal(early, whole.Take(early.Count));
            Assert.Equal(46, whole.Sum(s => s.Tokens?.Out ?? 0));
            Assert.Equal(2, whole.Count(s => s.Kind == StepKind.Tool));
        }

        static List<Recorder.Domain.StepDraft> Read(string[] lines)
        {
            var steps = new List<Recorder.Domain.StepDraft>();
            var sink = new StepSink(steps.Add);
            var reader = new ClaudeCodeReader(null, [], []);
            foreach (var line in lines)
            {
                using var json = System.Text.Json.JsonDocument.Parse(line);
                reader.Read(new SourceRecord(json.RootElement, 0), sink);
            }

            reader.Settle(sink);
            return steps;
        }
    }

    [Fact]
    public void A_session_may_come_as_one_document_of_log_lines()
    {
        var document = "{\"loglines\":[" + string.Join(",\n", Samples.Claude()) + "]}";

        var (format, facts, steps) = Reading.Session(document);

        Assert.Equal(("claude-code", "Keep commas in the parser."), (format, facts.Task));
        Assert.Equal(Reading.Session(Samples.Lines(Samples.Claude())).Steps.Count, steps.Count);
    }
}
