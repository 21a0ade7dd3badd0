using System.Text.Json;
using Context.Domain;
using Substrate.Compiling;
using Substrate.Json;
using Substrate.Policies;
using Substrate.Scoping;
using Substrate.Tokens;
using Xunit;
using Substrate.Redaction;

namespace Context.Tests.Domain;

public sealed class CompileMaskTests
{
    private const string Secret = "the launch code of project kestrel is nine-nine-two";
    private static readonly ContextItem Open = Item("open", "how to build: make all", Sensitivity.Internal);
    private static readonly ContextItem Hidden = Item("kestrel-notes", Secret, Sensitivity.Confidential);

    [Fact]
    public void Someone_who_may_see_everything_is_shown_everything()
    {
        var compile = Compile(Open, Hidden);
        Assert.Same(compile, CompileMask.For(compile, Sensitivity.Confidential));
    }

    [Fact]
    public void Neither_name_nor_source_nor_words_of_a_hidden_item_are_left_anywhere()
    {
        var compile = Compile(Open, Hidden);
        Assert.Contains(Secret, compile.Markdown, StringComparison.Ordinal);
        var shown = JsonSerializer.Serialize(CompileMask.For(compile, Sensitivity.Internal), PlatformJson.Options);
        Assert.DoesNotContain("kestrel", shown, StringComparison.Ordinal);
        Assert.Contains("make all", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void The_decision_and_the_tokens_of_a_hidden_item_stay()
    {
        var compile = Compile(Open, Hidden);
        var before = Assert.Single(compile.Receipt.Entries, e => e.ItemId == Hidden.Id);
        var after = Assert.Single(CompileMask.For(compile, Sensitivity.Internal).Receipt.Entries, e => e.ItemId.StartsWith("masked-", StringComparison.Ordinal));
        Assert.Equal((before.Decision, before.Tokens, before.Position, before.Score), (after.Decision, after.Tokens, after.Position, after.Score));
    }

    [Fact]
    public void A_shown_item_that_duplicates_a_hidden_one_does_not_give_its_name_away()
    {
        var copy = Open with { Id = "copy", Text = Secret, Weight = 0.1 };
        var shown = CompileMask.For(Compile(Hidden with { Weight = 1 }, copy), Sensitivity.Internal);
        var entry = Assert.Single(shown.Receipt.Entries, e => e.ItemId == "copy");
        Assert.Equal(ReasonCode.DuplicateOf, entry.Decision);
        Assert.StartsWith("masked-", entry.DuplicateOf, StringComparison.Ordinal);
        Assert.DoesNotContain("kestrel-notes", JsonSerializer.Serialize(shown, PlatformJson.Options), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hidden_line_of_a_conversation_takes_nothing_with_it_that_others_said()
    {
        var (hidden, open) = (Said("hidden", "yes", Sensitivity.Confidential, 0), Said("open", "yes, ship it", Sensitivity.Internal, 1));
        var compile = Compile(hidden, open, Item("kestrel-notes", "Conversation", Sensitivity.Confidential));
        Assert.Contains("\nyes\n", compile.Markdown, StringComparison.Ordinal);

        var shown = CompileMask.For(compile, Sensitivity.Internal);
        Assert.Contains("\nyes, ship it", shown.Markdown, StringComparison.Ordinal);
        Assert.Contains("## Conversation", shown.Markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("\nyes\n", shown.Markdown, StringComparison.Ordinal);
        Assert.Equal(2, shown.Markdown.Split(CompileMask.HiddenText).Length - 1);
        Assert.Equal(shown.Markdown, string.Join("\n\n", shown.Messages.Select(m => m.Content)));
    }

    [Fact]
    public void A_hidden_conversation_takes_its_heading_with_it()
    {
        var compile = Compile(Said("a", "first", Sensitivity.Confidential, 0) with { Source = new("chat:kestrel") }, Said("b", "second", Sensitivity.Internal, 1));
        Assert.Contains("### chat:kestrel", compile.Markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("kestrel", CompileMask.For(compile, Sensitivity.Internal).Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_stored_recomputes_to_the_same_bytes_and_a_changed_input_does_not()
    {
        var compile = JsonSerializer.Deserialize<StoredCompile>(JsonSerializer.Serialize(Compile(Open, Hidden), PlatformJson.Options), PlatformJson.Options)!;
        var texts = new Dictionary<string, string> { [compile.Items[0].TextHash] = Open.Text, [compile.Items[1].TextHash] = Hidden.Text };
        var same = Recomputation.Of(compile, texts, RedactionSettings.Unkeyed, CompileProfile.Default);
        Assert.Equal((true, 0), (same.Same, same.Problems.Count));

        var other = Recomputation.Of(compile with { Task = compile.Task + "!" }, texts, RedactionSettings.Unkeyed, CompileProfile.Default);
        Assert.False(other.Same);
        Assert.NotEmpty(other.Problems);
    }

    [Fact]
    public void A_text_that_was_changed_or_lost_is_named()
    {
        var compile = Compile(Open);
        var hash = compile.Items[0].TextHash;
        Assert.Contains(hash, Assert.Single(Recomputation.Of(compile, new Dictionary<string, string> { [hash] = "other words" }, RedactionSettings.Unkeyed, CompileProfile.Default).Problems), StringComparison.Ordinal);
        Assert.Contains(hash, Assert.Single(Recomputation.Of(compile, new Dictionary<string, string>(), RedactionSettings.Unkeyed, CompileProfile.Default).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hidden_twin_is_not_named_by_what_stands_for_it()
    {
        var words = string.Join(' ', Enumerable.Range(0, 30).Select(i => $"word{i}"));
        var seen = CompileMask.For(
            Compile(Item("b-open", words, Sensitivity.Internal) with { Weight = 1 }, Item("a-secret", words, Sensitivity.Confidential)), Sensitivity.Internal);
        var twin = Assert.Single(seen.Receipt.Entries.Single(entry => entry.ItemId == "b-open").StandsFor!);
        Assert.StartsWith("masked-", twin.ItemId, StringComparison.Ordinal);
        Assert.Equal("masked:", twin.SourceUri);
    }

    private static ContextItem Item(string id, string text, Sensitivity sensitivity) =>
        new(id, ItemKind.Document, text, new ItemSource($"doc:{id}"), Sensitivity: sensitivity);

    private static ContextItem Said(string id, string text, Sensitivity sensitivity, int minute) =>
        new(id, ItemKind.Message, text, new ItemSource("chat:1"), Sensitivity: sensitivity, At: DateTimeOffset.UnixEpoch.AddMinutes(minute));

    private static StoredCompile Compile(params ContextItem[] items)
    {
        var decisions = PolicyEvaluator
            .Evaluate(BuiltInEnvelopes.Default, CallerRole.Owner, Scope.Everywhere, [.. items.Select(i => new PolicySubject(i.Id, SubjectKind.Data, i.Sensitivity, i.Scope, i.Trust, i.Kind))], [])
            .ToDictionary(d => d.SubjectId);
        var output = Compiler.Compile(
            new("ship it", Scope.Everywhere, 2_000, items, decisions, CompileProfile.Default, [new("default", 1)], [],
                new(MemoryAvailability.Disabled, null, new Dictionary<string, int>()), "build", DateTimeOffset.UnixEpoch),
            TokenCounters.ForModel(null));
        return new("ship it", Scope.Everywhere, null, null, [.. items.Select(StoredItem.From)], decisions, output.Receipt, output.Markdown, output.Messages, output.Items);
    }
}
