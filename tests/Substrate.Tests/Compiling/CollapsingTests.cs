using System.Globalization;
using Substrate.Compiling;
using Substrate.Policies;
using Substrate.Scoping;
using Substrate.Tokens;
using Xunit;

namespace Substrate.Tests.Compiling;

public sealed class CollapsingTests
{
    private static ContextItem Item(string id, string text, double weight = 0.5) => new(id, ItemKind.Document, text, new ItemSource($"test:{id}"), Weight: weight);

    private static CompileOutput Compile(IEnumerable<ContextItem> items, int budget = 100_000) => Compiler.Compile(CompilerTests.Input(items, budget: budget), O200kBase.Shared);

    private static ReceiptEntry Entry(CompileOutput output, string id) => output.Receipt.Entries.Single(entry => entry.ItemId == id);

    /// <summary>Forty words of their own for each number.</summary>
    private static string Text(int number) => string.Join(' ', Enumerable.Range(0, 40).Select(word => string.Create(CultureInfo.InvariantCulture, $"w{number * 7919 % 104729}x{word}")));

    [Fact]
    public void The_survivor_keeps_the_ids_and_sources_of_all_it_stands_for()
    {
        var output = Compile([Item("c", Text(1)), Item("b", Text(1)), Item("a", Text(1) + " and one more"), Item("d", Text(2))]);
        Assert.Equal([new("b", "test:b"), new("c", "test:c")], Entry(output, "a").StandsFor!);
        Assert.Null(Entry(output, "d").StandsFor);
        Assert.Equal("a", Entry(output, "b").DuplicateOf);
    }

    [Fact]
    public void Nearly_the_same_is_found_among_many_others()
    {
        var items = Enumerable.Range(0, 1_500).Select(i => Item($"n{i:0000}", Text(i))).ToList();
        var twins = Enumerable.Range(0, 100).Select(i => Item($"twin{i:000}", Text(i * 15) + " changed", 0.1)).ToList();
        var output = Compile(items.Concat(twins));
        Assert.All(twins, twin => Assert.Equal(ReasonCode.DuplicateOf, Entry(output, twin.Id).Decision));
        Assert.Equal(100, output.Receipt.Entries.Count(entry => entry.Decision == ReasonCode.DuplicateOf));
    }

    [Fact]
    public void A_refused_item_neither_stands_for_its_twin_nor_is_named_by_it()
    {
        var denied = Item("a", Text(1), 1) with { Sensitivity = Sensitivity.Restricted };
        var output = Compile([denied, Item("b", Text(1)), Item("c", Text(1))]);
        Assert.Equal(ReasonCode.SensitivityDenied, Entry(output, "a").Decision);
        Assert.Equal(ReasonCode.Included, Entry(output, "b").Decision);
        Assert.Equal([new("c", "test:c")], Entry(output, "b").StandsFor!);
    }

    [Fact]
    public void A_twin_that_policy_withholds_withholds_the_survivor()
    {
        ContextItem[] items = [Item("a", Text(1), 1), Item("b", Text(1))];
        var decisions = new Dictionary<string, EnvelopeDecision>
        {
            ["a"] = new("a", SubjectKind.Data, Effect.Allow, ReasonCode.Included, [], "ok"),
            ["b"] = new("b", SubjectKind.Data, Effect.Redact, ReasonCode.Redacted, ["pii"], "Personal data."),
        };
        var output = Compiler.Compile(CompilerTests.Input(items) with { Decisions = decisions }, O200kBase.Shared);
        Assert.Equal(ReasonCode.Redacted, Entry(output, "a").Decision);
        Assert.DoesNotContain("x1 ", output.Markdown, StringComparison.Ordinal);
    }
}
