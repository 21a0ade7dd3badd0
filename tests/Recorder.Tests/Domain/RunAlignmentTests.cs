using Recorder.Domain;
using Substrate.Trace;
using Xunit;

namespace Recorder.Tests.Domain;

public sealed class RunAlignmentTests
{
    [Fact]
    public void Equal_acts_stand_opposite_each_other_whatever_lies_between()
    {
        var left = Run("llm Let me look", "bash ls", "llm Hm", "bash pytest -q", "llm Done");
        var right = Run("llm I will look", "bash ls", "bash cat a.py", "bash pytest -q", "llm Finished");

        Assert.Equal(["~00", "=11", "-2.", "+.2", "=33", "~44"], Rows(left, right));
    }

    [Fact]
    public void The_same_act_with_another_result_is_changed()
    {
        var left = new[] { StepSign.Of(0, StepKind.Tool, "bash", "pytest -q", "a1/r1") };
        var right = new[] { StepSign.Of(0, StepKind.Tool, "bash", "pytest -q", "a1/r2") };

        Assert.Equal(["~00"], Rows(left, right));
    }

    [Theory]
    [InlineData("sed -n 10,20p a.py", "sed -n 30,45p a.py", true)]
    [InlineData("git show 1f3870be274f", "git show 9c56cc51b374", true)]
    [InlineData("cat a.py", "cat b.py", false)]
    public void Numbers_and_ids_do_not_make_another_act(string one, string other, bool same) =>
        Assert.Equal(same, StepSign.Of(0, StepKind.Tool, "bash", one, "x").Signature == StepSign.Of(0, StepKind.Tool, "bash", other, "y").Signature);

    [Fact]
    public void An_act_at_another_place_is_moved_and_stands_once()
    {
        var left = Run("edit a", "bash one", "bash two", "bash three");
        var right = Run("bash one", "bash two", "bash three", "edit a");

        Assert.Equal([">03", "=10", "=21", "=32"], Rows(left, right));
    }

    [Fact]
    public void Nothing_against_something_is_only_on_one_side()
    {
        Assert.Equal(["+.0"], Rows([], Run("bash ls")));
        Assert.Equal(["-0."], Rows(Run("bash ls"), []));
        Assert.Empty(Rows([], []));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_step_of_both_runs_stands_in_one_row_and_pairs_keep_both_orders(int seed)
    {
        var random = new Random(seed);
        var left = Enumerable.Range(0, 5000).Select(i => Sign(i, $"bash act-{(char)('a' + random.Next(26))}{(char)('a' + random.Next(26))}", random.Next(3))).ToList();
        // Edited in many places and long enough to be cut before it is aligned exactly.
        var right = left.Where(_ => random.Next(10) > 0).SelectMany(s => random.Next(10) == 0 ? [s, Sign(0, "bash extra", random.Next(1000))] : new[] { s }).ToList();

        var rows = RunAlignment.Of(left, right);

        Assert.Equal(Enumerable.Range(0, left.Count), rows.Where(r => r.Left is not null).Select(r => r.Left!.Value));
        Assert.Equal(Enumerable.Range(0, right.Count), rows.Where(r => r.Right is not null).Select(r => r.Right!.Value).Order());
        var pairs = rows.Where(r => r.As is Alignment.Same or Alignment.Changed).Select(r => r.Right!.Value).ToList();
        Assert.Equal(pairs.Order(), pairs);
        Assert.True(rows.Count(r => r.As == Alignment.Same) > 3500, $"{rows.Count(r => r.As == Alignment.Same)} same");
        Assert.All(rows.Where(r => r.As is Alignment.Same or Alignment.Moved), r => Assert.Equal(left[r.Left!.Value].Content, right[r.Right!.Value].Content));
    }

    [Fact]
    public void Long_runs_without_anything_in_common_end_too()
    {
        var left = Enumerable.Range(0, 30_000).Select(i => Sign(i, $"bash left {Letters(i)}", i)).ToList();
        var right = Enumerable.Range(0, 30_000).Select(i => Sign(i, $"bash right {Letters(29_999 - i)}", i)).ToList();

        var rows = RunAlignment.Of(left, right);

        Assert.Equal(30_000, rows.Count(r => r.Left is not null));
        Assert.Equal(30_000, rows.Count(r => r.Right is not null));
    }

    private static List<StepSign> Run(params string[] acts) => [.. acts.Select((act, i) => Sign(i, act, 0))];

    private static StepSign Sign(int seq, string act, int payload)
    {
        var (name, told) = (act[..act.IndexOf(' ', StringComparison.Ordinal)], act[(act.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        return name == "llm" ? StepSign.Of(seq, StepKind.Llm, null, told, told) : StepSign.Of(seq, StepKind.Tool, name, told, $"{told}/{payload}");
    }

    private static string Letters(int n) => string.Concat(n.ToString(System.Globalization.CultureInfo.InvariantCulture).Select(d => (char)(d - '0' + 'a')));

    private static List<string> Rows(IReadOnlyList<StepSign> left, IReadOnlyList<StepSign> right) =>
        [.. RunAlignment.Of(left, right).Select(r => $"{"=~-+>"[(int)r.As]}{Seq(r.Left)}{Seq(r.Right)}")];

    private static string Seq(int? position) => position?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? ".";
}
