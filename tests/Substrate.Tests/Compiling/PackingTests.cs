using Substrate.Compiling;
using Substrate.Tokens;
using Xunit;

namespace Substrate.Tests.Compiling;

public sealed class PackingTests
{
    private static ContextItem Item(string id, string text, string? source = null) => new(id, ItemKind.Document, text, new ItemSource(source ?? $"test:{id}"));

    private static CompileOutput Compile(IEnumerable<ContextItem> items, int budget, double share = 0.1) =>
        Compiler.Compile(
            CompilerTests.Input(items, "parser tests", budget) is var input ? input with { Profile = input.Profile with { CoverageShare = share } } : input, O200kBase.Shared);

    private static string Words(string first, int count) => string.Join(' ', Enumerable.Range(0, count).Select(i => $"{first}{i}"));

    [Fact]
    public void All_that_fits_is_the_best_possible()
    {
        var packing = Compile([Item("a", "the parser tests"), Item("b", "other things")], 2_000).Receipt.Packing!;
        Assert.Equal(PackingMethod.RankOrder, packing.Method);
        Assert.Equal(packing.Objective, packing.Floor);
        Assert.InRange(packing.Share, 0.9, 1);
    }

    [Fact]
    public void A_long_item_that_hardly_matters_does_not_outweigh_short_ones_that_do()
    {
        var strong = Enumerable.Range(0, 5).Select(i => Item($"s{i}", $"parser tests parser tests {Words($"q{i}", 3)}") with { Weight = 1 }).ToList();
        var output = Compile([.. strong, Item("long", Words("zz", 300)) with { Weight = 0, RetrievalScore = 0 }], 800);
        Assert.All(strong, item => Assert.Contains(output.Items, inside => inside.Id == item.Id));
    }

    [Fact]
    public void Where_rank_order_fills_the_window_from_one_source_the_greedy_looks_at_another()
    {
        var same = Enumerable.Range(0, 8).Select(i => Item($"a{i}", $"parser tests {Words($"q{i}n", 20)}", "test:one"));
        var output = Compile([.. same, Item("z", $"parser tests {Words("other", 21)}", "test:two")], 420, share: 0.9);
        var packing = output.Receipt.Packing!;
        Assert.Equal(PackingMethod.LazyGreedy, packing.Method);
        Assert.True(packing.Objective > packing.Floor);
        Assert.Contains(output.Items, inside => inside.Id == "z");
    }

    [Fact]
    public void The_best_single_item_wins_over_a_small_one_that_shuts_it_out()
    {
        var small = Item("a", "parser tests") with { Weight = 1 };
        var large = Item("b", $"parser tests {string.Join(' ', Enumerable.Repeat("parser tests run", 40))}");
        var whole = Compile([large], 10_000).Receipt.UsedTokens;
        var output = Compile([small, large], whole + 4);
        Assert.Equal(PackingMethod.BestSingle, output.Receipt.Packing!.Method);
        Assert.Equal(["b"], output.Items.Select(item => item.Id));
    }

    [Fact]
    public void Pinned_items_stay_whatever_the_objective_says()
    {
        var pinned = Item("p", Words("nothing", 30)) with { Pinned = true, Weight = 0 };
        var output = Compile([pinned, .. Enumerable.Range(0, 20).Select(i => Item($"f{i:00}", $"parser tests {Words($"q{i}", 30)}") with { Weight = 1 })], 500);
        Assert.Contains(output.Items, item => item.Id == "p");
    }
}
