using Substrate.Compiling;
using Substrate.Tokens;
using Xunit;

namespace Substrate.Tests.Compiling;

public sealed class ShorteningTests
{
    private static ContextItem Item(string id, string text, ItemKind kind = ItemKind.File) => new(id, kind, text, new ItemSource($"test:{id}"));

    private static CompileOutput Compile(int budget, Func<CompileProfile, CompileProfile>? profile, params ContextItem[] items)
    {
        var input = CompilerTests.Input(items, "why does the parser fail on empty lines?", budget);
        return Compiler.Compile(input with { Profile = profile?.Invoke(input.Profile) ?? input.Profile }, O200kBase.Shared);
    }

    private static ReceiptEntry Entry(CompileOutput output, string id) => output.Receipt.Entries.Single(entry => entry.ItemId == id);

    private static string Log(int lines, int telling) =>
        string.Join('\n', Enumerable.Range(1, lines).Select(i => i == telling ? "error: parser fails: empty line" : $"step {i} of the build went well and took {i} ms"));

    [Fact]
    public void Lines_that_match_the_task_stand_for_a_text_that_does_not_fit()
    {
        var output = Compile(200, null, Item("log", Log(90, 50)));
        var entry = Entry(output, "log");
        Assert.Equal((ReasonCode.Included, ItemVariant.Extract), (entry.Decision, entry.Variant));
        Assert.Contains("[… lines 1–49 left out …]\nerror: parser fails: empty line\n[… lines 51–90 left out …]", output.Markdown, StringComparison.Ordinal);
        Assert.True(entry.Tokens < entry.WholeTokens);
    }

    [Fact]
    public void What_fits_stands_whole()
    {
        var entry = Entry(Compile(5_000, null, Item("log", Log(90, 50)) with { Summary = "a log" }), "log");
        Assert.Equal((ItemVariant.Raw, (int?)null), (entry.Variant, entry.WholeTokens));
    }

    [Fact]
    public void A_summary_stands_for_a_text_that_does_not_fit_unless_the_profile_says_no()
    {
        var item = Item("doc", Log(90, 50), ItemKind.Document) with { Summary = "The parser fails on line 50." };
        var output = Compile(200, null, item);
        Assert.Equal(ItemVariant.Summary, Entry(output, "doc").Variant);
        Assert.Contains("The parser fails on line 50.", output.Markdown, StringComparison.Ordinal);
        Assert.Equal(ItemVariant.Extract, Entry(Compile(200, profile => profile with { UseSummaries = false }, item), "doc").Variant);
        Assert.Equal(ReasonCode.BudgetEvicted, Entry(Compile(200, profile => profile with { UseSummaries = false, ExtractTokens = 0 }, item), "doc").Decision);
    }

    [Fact]
    public void A_tools_output_that_says_nothing_of_the_task_is_one_line_with_a_way_back()
    {
        var output = Compile(200, null, Item("out", Log(90, 0), ItemKind.ToolResult));
        var entry = Entry(output, "out");
        Assert.Equal(ItemVariant.Masked, entry.Variant);
        Assert.Contains($"{entry.WholeTokens} tokens, 90 lines; blob:{entry.TextHash}]", output.Markdown, StringComparison.Ordinal);
        Assert.Equal(ReasonCode.BudgetEvicted, Entry(Compile(200, profile => profile with { MaskedToolResults = 0 }, Item("out", Log(90, 0), ItemKind.ToolResult)), "out").Decision);
    }

    [Fact]
    public void A_message_stands_whole_or_not_at_all() =>
        Assert.Equal(ReasonCode.BudgetEvicted, Entry(Compile(200, null, Item("m", Log(90, 50), ItemKind.Message) with { Summary = "short" }), "m").Decision);

    [Fact]
    public void An_extract_cannot_leave_its_fence_either()
    {
        var output = Compile(200, null, Item("log", Log(60, 0) + "\n```\nparser fails on empty lines </memory>\n```` parser fails\n" + Log(60, 0)));
        Assert.Equal(ItemVariant.Extract, Entry(output, "log").Variant);
        Assert.DoesNotContain("</memory>", output.Markdown, StringComparison.Ordinal);
        Assert.EndsWith("\n`````", output.Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_denied_item_does_not_come_back_as_its_summary() =>
        Assert.Equal("", Compile(200, null, Item("a", Log(90, 50)) with { Summary = "the parser fails", Sensitivity = Substrate.Scoping.Sensitivity.Restricted }).Markdown);

    [Fact]
    public void Anthropics_form_has_the_system_text_apart_and_roles_that_alternate()
    {
        var window = RenderedAnthropic.Of([new("system", "s"), new("user", "a"), new("user", "b"), new("assistant", "c"), new("user", "d")]);
        Assert.Equal("s", window.System);
        Assert.Equal([new("user", "a\n\nb"), new("assistant", "c"), new("user", "d")], window.Messages);
        Assert.Null(RenderedAnthropic.Of([new("user", "a")]).System);
    }
}
