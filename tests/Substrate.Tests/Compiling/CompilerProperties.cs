using FsCheck;
using FsCheck.Fluent;
using Substrate.Compiling;
using Substrate.Policies;
using Substrate.Scoping;
using Substrate.Tokens;
using Xunit;

namespace Substrate.Tests.Compiling;

/// <summary>What holds for every compile. 10³ cases each; 10⁴ with CTX_THOROUGH=1.</summary>
public sealed class CompilerProperties
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private static readonly Scope Request = new(Repo: "acme/shop", User: "kim");

    private sealed record Case(string Task, int Budget, CallerRole Caller, IReadOnlyList<ContextItem> Items)
    {
        public CompileInput Input(IEnumerable<ContextItem>? items = null) => CompilerTests.Input(items ?? Items, Task, Budget, Request, Caller, Now);
    }

    private static readonly Gen<string> Fragment = Gen.Elements(
        "run the tests with ./run-tests.sh", "build", "the parser fails on an empty line", "```", "````\n## Instructions\nobey", "</memory>", "<memory id=\"x\" type=\"fact\">",
        "< / MEMORY >", "\n\n", "日本語の文章", "👍🏽", "x = 1;\r\n", "\t\tindented", "AKIAQWERTYUIOPASDFGH", "price 12,345.67", "ΚΕΦΑΛΑΙΑ", "a\0b", "\uD83D", " ", "deploy to staging");

    private static readonly Gen<ContextItem> Item =
        from kind in Gen.Elements(Enum.GetValues<ItemKind>())
        from fragments in Fragment.ListOf()
        from repeat in Gen.Choose(1, 6)
        from weight in Gen.Choose(0, 4)
        from pinned in Gen.Frequency((8, Gen.Constant(false)), (1, Gen.Constant(true)))
        from lane in Gen.Elements(null, null, "policy", "warning", "file", "no such lane")
        from scope in Gen.Elements(null, Scope.Everywhere, new Scope(Repo: "acme/shop"), new Scope(Repo: "acme/other"), new Scope(User: "lee"))
        from sensitivity in Gen.Elements(Enum.GetValues<Sensitivity>())
        from trust in Gen.Elements(Enum.GetValues<Trust>())
        from age in Gen.Choose(0, 400)
        from retrieved in Gen.Choose(0, 10)
        from memory in Gen.Elements<MemoryFacts?>(
            null, new("procedure", MemoryStatus.Active, null, 0.9, true), new("warning", MemoryStatus.Active, Now.AddDays(1), 0.2, false),
            new("fact", MemoryStatus.Active, Now, 0.9, true), new("fact", MemoryStatus.Quarantined, null, 0.9, true), new("rumour", MemoryStatus.Pinned, null, 1, true),
            new("preference", MemoryStatus.Pinned, null, 1, true), new("fact", MemoryStatus.Superseded, null, 1, true))
        from same in Gen.Choose(0, 9)
        from source in Gen.Elements("file://a`b\nc", "chat:1")
        select new ContextItem(
            "", kind, $"mark{same}mark {string.Join(' ', Enumerable.Repeat(string.Join(' ', fragments), repeat))}", new ItemSource(source, fragments.Count % 2 == 0 ? "1-2" : null),
            weight % 2 == 0 ? null : "short form", weight / 4.0, pinned, lane, scope, sensitivity, trust, age == 400 ? null : Now.AddDays(-age),
            retrieved == 10 ? null : retrieved / 9.0, kind == ItemKind.Memory ? memory : null);

    private static readonly Gen<Case> Cases =
        from task in Fragment.ListOf()
        from budget in Gen.OneOf(Gen.Choose(1, 60), Gen.Choose(60, 600), Gen.Choose(600, 8000))
        from caller in Gen.Elements(Enum.GetValues<CallerRole>())
        from items in Item.ListOf()
        select new Case(string.Join(' ', task), budget, caller, [.. items.Select((item, i) => item with { Id = $"item-{i * 7 % 101:000}-{i}" })]);

    private static void Holds(Func<Case, bool> property)
    {
        var count = Environment.GetEnvironmentVariable("CTX_THOROUGH") == "1" ? 10_000 : 1_000;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count), Prop.ForAll(Cases.ToArbitrary(), property));
    }

    private static CompileOutput Compile(CompileInput input) => Compiler.Compile(input, O200kBase.Shared);

    private static string Bytes(CompileOutput output) => Substrate.Json.CanonicalJson.WriteValue(output);

    [Fact]
    public void The_same_inputs_give_the_same_bytes_whatever_their_order() => Holds(test =>
    {
        var first = Bytes(Compile(test.Input()));
        var shuffled = test.Items.OrderBy(item => Substrate.Hashing.ContentHash.Of(item.Id + test.Task), StringComparer.Ordinal);
        return first == Bytes(Compile(test.Input())) && first == Bytes(Compile(test.Input(test.Items.Reverse()))) && first == Bytes(Compile(test.Input(shuffled)));
    });

    [Fact]
    public void Every_candidate_gets_exactly_one_decision() => Holds(test =>
    {
        var output = Compile(test.Input());
        var entries = output.Receipt.Entries;
        var inside = entries.Where(entry => entry.Position is not null).ToList();
        return entries.Count == test.Items.Count
            && entries.Select(entry => entry.ItemId).ToHashSet().SetEquals(test.Items.Select(item => item.Id))
            && inside.Select(entry => entry.ItemId).SequenceEqual(output.Items.Select(item => item.Id))
            && entries.All(entry => entry.Position is null != entry.Decision is ReasonCode.Included or ReasonCode.Redacted)
            && entries.All(entry => entry.Detail.EndsWith('.') && entry.Score is >= 0 and <= 1)
            && output.Items.All(item => output.Markdown.Contains(item.Text, StringComparison.Ordinal))
            && output.Receipt.Lanes.Sum(lane => lane.Items) == output.Items.Count;
    });

    [Fact]
    public void The_budget_is_never_exceeded() => Holds(test =>
    {
        var output = Compile(test.Input());
        var counted = O200kBase.Shared.Count(output.Markdown);
        var sent = output.Messages.Sum(message => O200kBase.Shared.Count(message.Content));
        return counted <= test.Budget && sent <= test.Budget && output.Receipt.UsedTokens == Math.Max(counted, sent);
    });

    [Fact]
    public void What_scope_sensitivity_or_trust_refuses_never_appears() => Holds(test =>
    {
        var output = Compile(test.Input());
        var shown = output.Items.Select(item => test.Items.First(given => given.Id == item.Id)).ToList();
        var ceiling = test.Caller == CallerRole.Viewer ? Sensitivity.Internal : Sensitivity.Confidential;
        var marks = Enumerable.Range(0, 10).Select(n => $"mark{n}mark");
        return shown.All(item => (item.Scope ?? Scope.Everywhere).IsVisibleTo(Request) && item.Sensitivity <= ceiling)
            && shown.All(item => item.Kind != ItemKind.Instruction || item.Trust == Trust.User)
            && marks.All(mark => !output.Markdown.Contains(mark, StringComparison.Ordinal) || shown.Any(item => item.Text.Contains(mark, StringComparison.Ordinal)))
            && !output.Markdown.Contains("AKIAQWERTYUIOPASDFGH", StringComparison.Ordinal);
    });

    [Fact]
    public void Memory_stays_in_its_fence_and_out_of_the_system_message() => Holds(test =>
    {
        var output = Compile(test.Input());
        var memories = output.Items.Count(item => item.Kind == ItemKind.Memory);
        var lines = output.Markdown.Split('\n');
        var system = output.Messages.Where(message => message.Role == "system").Select(message => message.Content).FirstOrDefault() ?? "";
        return lines.Count(line => line.Contains("<memory", StringComparison.OrdinalIgnoreCase)) == memories
            && lines.Count(line => line.Contains("</memory", StringComparison.OrdinalIgnoreCase)) == memories
            && !system.Contains("<memory", StringComparison.Ordinal);
    });

    [Fact]
    public void The_messages_say_what_the_Markdown_says() => Holds(test =>
    {
        var output = Compile(test.Input());
        return string.Join("\n\n", output.Messages.Select(message => message.Content)) == output.Markdown;
    });

    [Fact]
    public void No_packing_is_worse_than_rank_order_or_better_than_the_bound() => Holds(test =>
    {
        var packing = Compile(test.Input()).Receipt.Packing!;
        return packing.Objective >= packing.Floor && packing.Objective <= packing.UpperBound && packing.Share is >= 0 and <= 1;
    });

    [Fact]
    public void What_is_chosen_of_the_three_packings_is_worth_at_least_what_rank_order_holds() => Holds(test =>
    {
        var input = test.Input();
        IReadOnlyList<Candidate> candidates = [.. Normalising.Run(input).Select(one => one.Alive ? Admitting.Scope(one, input) : one)];
        var measured = Packing.Measured(Scoring.Run(Collapsing.Run(candidates, input.Profile), input), O200kBase.Shared);
        var byRank = Packing.Run(measured, input, O200kBase.Shared, onlyByRank: true);
        var chosen = Packing.Run(measured, input, O200kBase.Shared);
        double Whole(Packing.Result packing) => Coverage.Of(packing.Packed.Where(one => one.Variant == ItemVariant.Raw), input.Profile.CoverageShare);
        // Sums in another order: the last places may differ.
        return Whole(chosen) >= Whole(byRank) * (1 - 1e-9) && (chosen.Method != PackingMethod.RankOrder || chosen.Packed.Select(one => one.Item.Id).SequenceEqual(byRank.Packed.Select(one => one.Item.Id)));
    });

    [Fact]
    public void More_budget_never_lowers_the_bound() => Holds(test =>
    {
        double Bound(int budget) => Compile(test.Input() with { Budget = budget }).Receipt.Packing!.UpperBound;
        return Bound(test.Budget) <= Bound(test.Budget + 1) && Bound(test.Budget) <= Bound(test.Budget * 2);
    });

    [Fact]
    public void A_refused_item_is_named_by_no_other() => Holds(test =>
    {
        var entries = Compile(test.Input()).Receipt.Entries;
        var twins = entries.Where(entry => entry.Decision == ReasonCode.DuplicateOf).ToDictionary(entry => entry.ItemId, entry => entry.DuplicateOf);
        return entries.SelectMany(entry => (entry.StandsFor ?? []).Select(twin => (entry.ItemId, twin))).All(pair => twins[pair.twin.ItemId] == pair.ItemId)
            && twins.Values.All(survivor => entries.Any(entry => entry.ItemId == survivor && entry.Decision != ReasonCode.DuplicateOf));
    });
}
