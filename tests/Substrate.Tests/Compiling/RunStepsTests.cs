using FsCheck;
using FsCheck.Fluent;
using Substrate.Compiling;
using Substrate.Policies;
using Substrate.Scoping;
using Substrate.Tokens;
using Substrate.Trace;
using Xunit;

namespace Substrate.Tests.Compiling;

public sealed class RunStepsTests
{
    private static readonly Guid Run = Guid.Parse("0190a000-0000-7000-8000-000000000001");

    private static string Noise(int seed) => string.Join('\n', Enumerable.Range(0, 20).Select(i => $"just some plain words, row {seed} and {i}, nothing to see here at all"));

    private static List<RecordedStep> Steps(int turns, Func<int, string> result)
    {
        List<RecordedStep> steps = [new(0, StepKind.System, null, "You work in a shell.", null, null, null), new(1, StepKind.User, null, "Fix the parser.", null, null, null)];
        for (var i = 0; i < turns; i++)
        {
            steps.Add(new(steps.Count, StepKind.Llm, null, $"Turn {i}.", null, null, null));
            steps.Add(new(steps.Count, StepKind.Tool, null, null, "bash", "{\"command\":\"make\"}", result(i)));
        }
        return steps;
    }

    private static CompileOutput Compile(IReadOnlyList<RecordedStep> steps, int budget, bool reversed = false)
    {
        var window = RunWindow.Before(steps.Count, Run, "Fix the parser", Scope.Everywhere, steps);
        var items = reversed ? window.Items.Reverse().ToList() : window.Items;
        var subjects = items.Select(i => new PolicySubject(i.Id, SubjectKind.Data, i.Sensitivity, i.Scope, i.Trust, i.Kind, null)).ToList();
        var decisions = PolicyEvaluator.Evaluate(BuiltInEnvelopes.Default, CallerRole.Owner, Scope.Everywhere, subjects, []).ToDictionary(d => d.SubjectId, StringComparer.Ordinal);
        return Compiler.Compile(
            new(window.Focus, Scope.Everywhere, budget, items, decisions, CompileProfile.Default, [BuiltInEnvelopes.Default.Reference], [], new(MemoryAvailability.Disabled, null, new Dictionary<string, int>()), "test", DateTimeOffset.UnixEpoch),
            O200kBase.Shared);
    }

    [Fact]
    public void The_newest_step_stands_whole_and_of_an_old_one_the_line_that_names_something()
    {
        var steps = Steps(12, i => i == 2 ? $"{Noise(i)}\nsrc/parser/token_reader.py: def read_token\n{Noise(i)}" : Noise(i));
        var output = Compile(steps, 1_500);
        Assert.Contains("Fix the parser.", output.Markdown, StringComparison.Ordinal);
        Assert.Contains(Noise(11), output.Markdown, StringComparison.Ordinal);
        Assert.Contains("…\nsrc/parser/token_reader.py: def read_token\n…", output.Markdown, StringComparison.Ordinal);
        var entry = output.Receipt.Entries.Single(e => e.ItemId == "step:000007");
        Assert.Equal((ItemVariant.Extract, 1), (entry.Variant, entry.Parts["news"]));
        Assert.True(entry.WholeTokens > entry.Tokens);
    }

    [Fact]
    public void A_script_in_a_call_is_read_as_it_was_written() => Assert.Equal(
        "bash: cat > a.py\nprint(\"x\")\ndone",
        RunWindow.Before(9, Run, "t", Scope.Everywhere, [new(0, StepKind.Tool, null, null, "bash", "{\"command\":\"cat > a.py\\nprint(\\\"x\\\")\"}", "done")]).Items[0].Text);

    [Fact]
    public void The_order_of_steps_changes_nothing_the_budget_holds_and_more_of_it_never_lowers_the_bound() => Prop.ForAll(
        Gen.Choose(1, 14).ToArbitrary(), Gen.Choose(60, 2_500).ToArbitrary(), Gen.Choose(0, 800).ToArbitrary(), (turns, budget, more) =>
        {
            var steps = Steps(turns, i => i % 3 == 0 ? Noise(i) : $"a_{i}.py: read_{i % 4}\n{Noise(i)}\nValueError: bad_{i}");
            var (one, mixed, wider) = (Compile(steps, budget), Compile(steps, budget, reversed: true), Compile(steps, budget + more));
            return one.Markdown == mixed.Markdown && one.Receipt.InputsHash == mixed.Receipt.InputsHash && O200kBase.Shared.Count(one.Markdown) <= budget
                && one.Receipt.Entries.Count == steps.Count && wider.Receipt.Packing!.UpperBound >= one.Receipt.Packing!.UpperBound
                && one.Receipt.Packing.Objective <= one.Receipt.Packing.UpperBound;
        }).QuickCheckThrowOnFailure();
}
