using FsCheck;
using FsCheck.Fluent;
using Substrate.Compiling;
using Substrate.Scoping;
using Substrate.Trace;
using Xunit;

namespace Substrate.Tests.Compiling;

public sealed class RunWindowTests
{
    private static readonly Guid Run = Guid.Parse("0190a000-0000-7000-8000-000000000001");

    private static RecordedStep Said(int seq, StepKind kind, string text) => new(seq, kind, null, text, null, null, null);

    private static RecordedStep Did(int seq, string args, string result, int? exit = 0) => new(seq, StepKind.Tool, null, null, "bash", args, result, ExitCode: exit);

    private static RunWindow Before(int seq, params RecordedStep[] steps) => RunWindow.Before(seq, Run, "Fix the parser", new Scope(Repo: "acme/parser"), steps);

    [Fact]
    public void A_window_holds_what_was_said_and_done_before_the_step_and_nothing_after_it()
    {
        var window = Before(4, Said(0, StepKind.System, "You work in a shell."), Said(1, StepKind.User, "Fix the parser."), Said(2, StepKind.Llm, "I look at the tests."), Did(3, "ls tests", "parser_test.py", exit: 2), Said(4, StepKind.Llm, "Later."));
        Assert.Equal([ItemKind.Instruction, ItemKind.Task, ItemKind.Message, ItemKind.ToolResult], window.Items.Select(item => item.Kind));
        Assert.Equal("bash: ls tests\nparser_test.py\n(exit code 2)", window.Items[3].Text);
        Assert.Equal(($"step:{Run}:3", Trust.ToolExternal), (window.Items[3].Source.Uri, window.Items[3].Trust));
        Assert.Equal("Fix the parser\n\nI look at the tests.", window.Focus);
    }

    [Fact]
    public void After_a_compaction_its_summary_stands_for_what_came_before()
    {
        var window = Before(6, Said(0, StepKind.System, "Rules."), Said(1, StepKind.User, "Task."), Did(2, "ls", "a"), Said(3, StepKind.Compaction, "So far: listed files."), Said(4, StepKind.User, "Go on."), Did(5, "cat a", "b"));
        Assert.Equal(["Rules.", "Task.", "So far: listed files.", "Go on.", "bash: cat a\nb"], window.Items.Select(item => item.Text));
        Assert.Equal(ItemKind.Summary, window.Items[2].Kind);
    }

    [Fact]
    public void What_the_platform_noted_never_stood_in_a_window()
    {
        var window = Before(9, Said(0, StepKind.Note, "note"), Said(1, StepKind.Eval, "eval"), Said(2, StepKind.Policy, "policy"), Said(3, StepKind.Compile, "compile"), Said(4, StepKind.Llm, "  "));
        Assert.Empty(window.Items);
        Assert.Equal("Fix the parser", window.Focus);
    }

    [Fact]
    public void The_order_in_which_steps_come_changes_nothing_and_a_later_window_goes_on_from_an_earlier_one() => Prop.ForAll(
        Gen.Elements(StepKind.User, StepKind.Llm, StepKind.Tool, StepKind.Note).ListOf(12).ToArbitrary(), kinds =>
        {
            var steps = kinds.Select((kind, seq) => kind == StepKind.Tool ? Did(seq, $"do {seq}", $"done {seq}") : Said(seq, kind, $"words {seq}")).ToList();
            var windows = Enumerable.Range(0, steps.Count + 1).Select(seq => RunWindow.Before(seq, Run, "t", Scope.Everywhere, steps).Items).ToList();
            var mixed = RunWindow.Before(steps.Count, Run, "t", Scope.Everywhere, steps.AsEnumerable().Reverse()).Items;
            return mixed.SequenceEqual(windows[^1])
                && windows.Zip(windows.Skip(1)).All(pair => pair.Second.Take(pair.First.Count).SequenceEqual(pair.First) && pair.Second.Count - pair.First.Count is 0 or 1)
                && windows[^1].Select(item => item.Id).Distinct().Count() == windows[^1].Count;
        }).QuickCheckThrowOnFailure();
}
