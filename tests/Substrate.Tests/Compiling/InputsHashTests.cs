using Substrate.Compiling;
using Substrate.Hashing;
using Substrate.Policies;
using Substrate.Scoping;
using Xunit;

namespace Substrate.Tests.Compiling;

public sealed class InputsHashTests
{
    private sealed record HashedItem(string Id, ContextItem Item, string Text, string? Summary);

    private sealed record HashedInputs(
        string CompilerVersion, string Tokenizer, string Task, Scope Scope, int Budget, IReadOnlyList<HashedItem> Items, IReadOnlyList<EnvelopeDecision> Decisions,
        CompileProfile Profile, IReadOnlyList<EnvelopeRef> Envelopes, IReadOnlyList<string> DisabledRules, MemorySnapshot Memory, DateTimeOffset Now,
        SemanticInput? Semantic = null);

    [Fact]
    public void The_hash_is_that_of_the_inputs_canonical_JSON_whatever_is_given()
    {
        var random = new Random(7);
        T? Maybe<T>(Func<T> of) where T : class => random.Next(2) == 0 ? null : of();
        string Word() => string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => new[] { "a", "\"", "\\", "é", "\n", "\u0001", "日", "👍", "/", "<", "\ud83d", "\ude00" }[random.Next(12)]));
        T Any<T>() where T : struct, Enum => Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)];
        Scope Where() => new(Maybe(Word), Maybe(Word), Maybe(Word), Maybe(Word), Maybe(Word), Maybe(Word));
        DateTimeOffset When() => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromMinutes(15 * random.Next(-40, 40))).AddTicks(random.NextInt64(1, 1_000_000_000_000) / (long)Math.Pow(10, random.Next(8)) * 10);
        ContextItem Item(int at) => new(
            $"{Word()}{at}", Any<ItemKind>(), Word(), new ItemSource(Word(), Maybe(Word), Maybe(Word)), Maybe(Word), random.NextDouble(), random.Next(2) == 0, Maybe(Word), Maybe(Where),
            Any<Sensitivity>(), Any<Trust>(), random.Next(2) == 0 ? null : When(), random.Next(2) == 0 ? null : random.NextDouble(),
            Maybe(() => new MemoryFacts(Word(), Any<MemoryStatus>(), random.Next(2) == 0 ? null : When(), random.NextDouble(), random.Next(2) == 0))) { Keywords = Maybe(Word) };
        for (var round = 0; round < 300; round++)
        {
            var items = Enumerable.Range(0, random.Next(4)).Select(Item).ToList();
            var decisions = items.Where(_ => random.Next(4) > 0).ToDictionary(item => item.Id, item => new EnvelopeDecision(
                item.Id, Any<SubjectKind>(), Any<Effect>(), Any<ReasonCode>(), [.. Enumerable.Range(0, random.Next(3)).Select(_ => Word())], Word()));
            var input = new CompileInput(
                Word(), Where(), random.Next(1, 100_000), items, decisions, CompileProfile.Default, [BuiltInEnvelopes.Default.Reference], [Word(), Word()],
                new(Any<MemoryAvailability>(), random.Next(2) == 0 ? null : 7, new Dictionary<string, int> { ["b"] = 1, ["a"] = 2 }), "build", When())
            {
                Semantic = Maybe(() => new SemanticInput(Any<SemanticAvailability>(), Word(), items.ToDictionary(item => item.Id, _ => random.NextDouble()), Maybe(Word))),
            };

            var sorted = items.OrderBy(item => item.Id, StringComparer.Ordinal).ToList();
            var expected = ContentHash.OfJson(new HashedInputs(
                Compiler.Version, "tokenizer", input.Task, input.Scope, input.Budget,
                [.. sorted.Select(item => new HashedItem(item.Id, item with { Text = "", Summary = null }, ContentHash.Of(item.Text), item.Summary is null ? null : ContentHash.Of(item.Summary)))],
                [.. sorted.Where(item => decisions.ContainsKey(item.Id)).Select(item => decisions[item.Id])], input.Profile, input.Envelopes,
                [.. input.DisabledRules.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], input.Memory, input.Now, input.Semantic));
            Assert.Equal(expected, InputsHash.Of(input, "tokenizer"));
        }
    }
}
