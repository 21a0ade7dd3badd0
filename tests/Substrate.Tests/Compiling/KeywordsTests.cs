using Substrate.Compiling;
using Substrate.Tokens;
using Xunit;

namespace Substrate.Tests.Compiling;

public sealed class KeywordsTests
{
    private const string Key = "AKIAQ3EGRZ5TLXVMWK7N";

    private static ContextItem Item(string id, string text, string? keywords = null, ItemKind kind = ItemKind.Document) => new(id, kind, text, new ItemSource(kind == ItemKind.Message ? "test:talk" : $"test:{id}")) { Keywords = keywords };

    private static CompileOutput Compile(string task, params ContextItem[] items) => Compiler.Compile(CompilerTests.Input(items, budget: 1_000) with { Task = task }, O200kBase.Shared);

    private static ReceiptEntry Entry(CompileOutput output, string id) => output.Receipt.Entries.Single(entry => entry.ItemId == id);

    [Theory]
    [InlineData(ItemKind.Document)]
    [InlineData(ItemKind.Message)]
    public void An_item_is_found_by_them_and_they_stand_nowhere(ItemKind kind)
    {
        var output = Compile(
            "a photograph of the lighthouse", Item("a", "Look what we saw there", kind: kind), Item("b", "Look what I did there", "a photograph of a lighthouse at dusk", kind), Item("c", "Nothing of it", kind: kind));
        Assert.True(Entry(output, "b").Parts["lexical"] > 0.3);
        Assert.Equal(0, Entry(output, "a").Parts["lexical"]);
        Assert.True(Entry(output, "b").Score > Entry(output, "a").Score);
        Assert.DoesNotContain("lighthouse", output.Markdown + string.Concat(output.Messages.Select(message => message.Content)) + string.Concat(output.Items.Select(item => item.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_beside_such_a_one_matches_too()
    {
        var output = Compile("the lighthouse", Item("1", "Here it is", "a lighthouse", ItemKind.Message), Item("2", "How pretty", kind: ItemKind.Message), Item("3", "Yes", kind: ItemKind.Message));
        Assert.True(Entry(output, "2").Parts["neighbours"] > 0);
    }

    [Fact]
    public void They_cost_no_tokens_and_change_no_text()
    {
        var (without, with) = (Compile("x", Item("a", "some words")), Compile("x", Item("a", "some words", "many more words than the item has itself")));
        Assert.Equal(without.Markdown, with.Markdown);
        Assert.Equal(Entry(without, "a").Tokens, Entry(with, "a").Tokens);
        Assert.Equal(Entry(without, "a").TextHash, Entry(with, "a").TextHash);
    }

    [Fact]
    public void They_are_an_input_that_the_receipt_vouches_for() => Assert.Equal(
        3, new[] { null, "one", "two" }.Select(keywords => Compile("x", Item("a", "some words", keywords)).Receipt.InputsHash).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void One_item_stands_for_its_twins_and_is_found_by_what_they_are_found_by()
    {
        var output = Compile("lighthouse harbour", Item("a", "the same few words", "harbour"), Item("b", "the same few words", "lighthouse"), Item("c", "the same few words", "lighthouse"), Item("d", "other things"));
        var alone = Compile("lighthouse harbour", Item("a", "the same few words", "harbour\nlighthouse"), Item("d", "other things"));
        Assert.Equal(ReasonCode.DuplicateOf, Entry(output, "c").Decision);
        Assert.Equal(Entry(alone, "a").Parts["lexical"], Entry(output, "a").Parts["lexical"]);
    }

    [Fact]
    public void A_secret_in_them_is_taken_out_before_it_is_matched()
    {
        var output = Compile(Key, Item("a", "some words", Key), Item("b", "other words"));
        Assert.Equal(0, Entry(output, "a").Parts["lexical"]);
    }

    [Fact]
    public void An_embedder_is_not_sent_them()
    {
        var sent = Compiler.ForEmbedding(CompilerTests.Input([Item("a", "some words", "a lighthouse")], budget: 100));
        Assert.Equal("some words", Assert.Single(sent).Text);
    }
}
