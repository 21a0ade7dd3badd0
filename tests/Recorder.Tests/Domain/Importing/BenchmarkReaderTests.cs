using Recorder.Domain.Importing;
using Substrate.Trace;
using Xunit;

namespace Recorder.Tests.Domain.Importing;

public sealed class BenchmarkReaderTests
{
    [Fact]
    public void Tau_bench_is_a_run_per_trial_with_its_expected_actions_and_its_evaluation()
    {
        var (format, runs) = Reading.All(SamplesOfBenchmarks.Tau);

        Assert.Equal("tau-bench", format);
        Assert.Equal(["task-4-trial-0", "task-4-trial-1", "task-5-trial-0"], runs.Select(r => r.Identity.SessionId));
        Assert.Equal("system user llm tool:find_order<2 llm tool:cancel_order<4 llm note:unanswered_tool_call", Reading.Shape(runs[0].Steps));
        Assert.Equal(("""{"order_id":"A1"}""", true), (runs[0].Steps[3].Tool!.Args!.Value.Text, runs[0].Steps[3].Tool!.IsError));
        Assert.Equal(("{not json", "cancelled", false), (runs[0].Steps[5].Tool!.Args!.Value.Text, runs[0].Steps[5].Tool!.Result!.Value.Text, runs[0].Steps[5].Tool!.IsError));
        Assert.Equal("""{"args":{"a":{"b":1}},"callId":"c9","name":"think"}""", runs[0].Steps[7].Output!.Value.Text);
        Assert.Equal("You are Ann. Cancel order A1.", runs[0].Facts.Task);
        Assert.Contains("\"expected_actions\":[{\"name\":\"cancel_order\"", runs[0].Facts.ConfigJson!, StringComparison.Ordinal);
        Assert.Equal("Succeeded 1 reward+ r_outputs+ output: 20+", Verdict(runs[0]));
        Assert.Equal("Failed 0 reward- ended-", Verdict(runs[1]));
        Assert.Equal("InfraError  harness-", Verdict(runs[2]));
        Assert.Equal("provider is down", Assert.Single(runs[2].Steps).Error);
    }

    [Fact]
    public void Tau2_bench_keeps_every_check_and_knows_who_called_a_tool()
    {
        var (format, runs) = Reading.All(SamplesOfBenchmarks.Tau2);

        Assert.Equal(("tau2-bench", 3), (format, runs.Count));
        var (facts, steps) = (runs[0].Facts, runs[0].Steps);
        Assert.Equal("system llm user note:thinking llm tool:get_plan<4 tool:get_line<4 user tool:toggle_roaming<7 user", Reading.Shape(steps));
        Assert.Equal("# Policy\nBe kind.", steps[0].Output!.Value.Text);
        Assert.Equal((null, true), (steps[6].Name, steps[6].Tool!.IsError));
        Assert.Equal("user", steps[8].Name);
        Assert.Equal(("acme-1-2026", new TokenUsage(100, 10, 64), 0.2m), (steps[4].Model, steps[4].Tokens, steps[4].Cost));
        Assert.Equal(new TokenUsage(50, 5), steps[2].Tokens);
        Assert.Equal(("llm_agent", "acme-1", "telecom", "Your mobile data does not work abroad."), (facts.Agent, facts.Model, facts.TaskType, facts.Task));
        Assert.Equal("Succeeded 1 termination+ db+ action a0: toggle_roaming- communicate: roaming+ nl: The agent is kind.- env: assert_data_works+", Verdict(runs[0]));
        Assert.Equal("did not count; by the user, {\"on\":true}", facts.Verdict!.Checks![2].Detail);
        Assert.Equal("{\"expected\":true}", facts.Verdict.Checks[5].Detail);
        Assert.Equal("InfraError 0 termination-", Verdict(runs[1]));
        Assert.Equal("Aborted  termination-", Verdict(runs[2]));
    }

    [Fact]
    public void A_labelled_mistake_is_a_label_of_the_step_it_names()
    {
        var (format, facts, steps) = Reading.Session(SamplesOfBenchmarks.WhoAndWhen);

        Assert.Equal(("who-and-when", "How many clients?"), (format, facts.Task));
        Assert.Equal("system system llm tool:Computer_terminal<2 note:Computer_terminal llm", Reading.Shape(steps));
        Assert.Equal((1, true), (steps[3].Tool!.ExitCode, steps[3].Tool!.IsError));
        Assert.Equal("Verification_Expert", steps[5].Name);
        Assert.Equal(
            [new RunLabel(5, "mistake_agent", "Verification_Expert"), new RunLabel(5, "mistake_step", "3"), new RunLabel(5, "mistake_reason", "It did not check.")], facts.Labels);
        Assert.Equal((OutcomeStatus.Failed, "expected: 8"), (facts.Verdict!.Status, facts.Verdict.Checks![0].Detail));
    }

    [Fact]
    public void A_mistake_at_a_step_that_is_not_there_is_a_label_of_the_run()
    {
        var (_, facts, steps) = Reading.Session(SamplesOfBenchmarks.WhoAndWhenByHand);

        Assert.Equal("user llm llm tool:ComputerTerminal<2", Reading.Shape(steps));
        Assert.Equal(("Orchestrator (thought)", 0), (steps[1].Name, steps[3].Tool!.ExitCode));
        Assert.Equal([null, null, null], facts.Labels.Select(l => l.Seq));
    }

    [Fact]
    public void A_search_tree_is_the_chain_that_won_and_its_branches_and_every_node_is_in_one_of_them()
    {
        var (format, runs) = Reading.All(SamplesOfBenchmarks.ToolBench);

        Assert.Equal("toolbench", format);
        Assert.Equal(
            ["system user llm tool:search<2 llm tool:Finish<4", "llm tool:open<0 llm tool:Finish<2", "llm"],
            runs.Select(r => Reading.Shape(r.Steps)));
        var main = runs[0].Identity.SessionId;
        Assert.Null(runs[0].Parent);
        Assert.Equal(new ParentRef(main, RunRelations.Branch, 3), runs[1].Parent);
        Assert.Equal(new ParentRef(runs[1].Identity.SessionId, RunRelations.Branch, 1), runs[2].Parent);
        Assert.Equal(["Succeeded 1 win+", "Aborted ", "Aborted "], runs.Select(Verdict));
        Assert.Equal((false, true), (runs[0].Steps[3].Tool!.IsError, runs[1].Steps[1].Tool!.IsError));
        Assert.Equal("Find two things.", runs[2].Facts.Task);
        Assert.Equal(3, runs.Select(r => r.Identity.SessionId).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void A_matrix_of_outcomes_is_a_run_without_steps_per_row_and_a_harness_is_never_the_agent()
    {
        var (format, runs) = Reading.All(SamplesOfBenchmarks.Matrix);

        Assert.Equal("outcome-matrix", format);
        Assert.All(runs, r => Assert.Empty(r.Steps));
        Assert.Equal(
            [
                "Succeeded 1 resolved+ tests+", "Succeeded 1 resolved+ tests+ within limits-", "Failed 0 resolved- tests-", "Failed 0 resolved- tests- within limits-",
                "Aborted  within limits-", "InfraError  harness-", "InfraError 0 resolved- tests- harness-", "Unknown ",
            ],
            runs.Select(Verdict));
        var first = runs[0].Facts;
        Assert.Equal(("acme", "model-1", "hello", new TokenUsage(120, 30)), (first.Agent, first.Model, first.Task, first.Tokens));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 10, 1, 0, TimeSpan.Zero), first.StartedAt);
        Assert.Equal((null, null), (runs[7].Facts.Tokens, runs[7].Facts.StartedAt));
        Assert.Equal("20260101_acme_model-1/r1/hello/hello.1", runs[0].Identity.SessionId);
    }

    [Theory]
    [InlineData("Task;Success;Score\n\"a;1\";yes;0.5\nb;no;\n\nc;maybe;0\n", "a;1 Succeeded 0.5|b Failed 0|c Unknown 0")]
    [InlineData("\uFEFFinstance_id\tResolved\r\na\t1\r\na\t0\r\n", "a Succeeded 1|a Failed 0")]
    [InlineData("task name,is correct,model,seed\nx,TRUE,m,1\n", "x Succeeded 1")]
    public void Any_table_that_names_a_task_and_a_verdict_is_one(string table, string expected)
    {
        var (_, runs) = Reading.All(table);

        Assert.Equal(expected, string.Join('|', runs.Select(r => $"{r.Facts.Task} {Verdict(r)}".Split(" resolved", 2)[0].TrimEnd())));
        Assert.Equal(runs.Count, runs.Select(r => r.Identity.SessionId).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData("name,age\nAnn,3\n")]
    [InlineData("task,notes\nx,y\n")]
    [InlineData("We write about a task, resolved or not\nand more\n")]
    public void Other_tables_are_of_no_known_format(string table) => Assert.Null(Reading.Format(table));

    [Fact]
    public void Entries_that_are_no_runs_are_named_after_the_others_were_read()
    {
        var read = new List<string>();
        var refused = Assert.Throws<UnreadableSourceException>(() => Reading.Each("""[{"task_id":1,"traj":[],"reward":1},7,{"task_id":2,"traj":[]},{"task_id":3}]""", read.Add));

        Assert.Equal(["task-1-trial-none", "task-2-trial-none"], read);
        Assert.Contains("1, 3 of 4", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_with_more_cells_than_the_header_is_refused_with_its_line()
    {
        var refused = Assert.Throws<UnreadableSourceException>(() => Reading.Format("task,resolved\na,true\nb,false,oops\n"));

        Assert.Equal(3, refused.Line);
    }

    private static string Verdict(ReadSession run)
    {
        var verdict = run.Facts.Verdict!;
        var checks = string.Concat((verdict.Checks ?? []).Select(c => $" {c.Name}{(c.Passed ? '+' : '-')}"));
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{verdict.Status} {verdict.Reward}{checks}");
    }
}
