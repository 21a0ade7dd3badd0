using Context.Domain;
using Substrate.Compiling;
using Xunit;

namespace Context.Tests.Domain;

public sealed class WhySentenceTests
{
    [Fact]
    public void It_is_what_was_written_down_when_it_was_decided() =>
        Assert.Equal("In the window at place 1 of 1.", Why(Entry("a", ReasonCode.Included, "In the window at place 1 of 1.")));

    [Fact]
    public void A_refusal_names_its_rules() => Assert.Equal(
        "Refused by policy: It is restricted (rules sensitivity-ceiling, restricted-stays-out).",
        Why(Entry("a", ReasonCode.SensitivityDenied, "Refused by policy: It is restricted.", rules: ["sensitivity-ceiling", "restricted-stays-out"])));

    [Fact]
    public void A_duplicate_says_what_became_of_its_twin() => Assert.Equal(
        "Left out: it says the same as b, which stands for both. b: In the window at place 3 of 4.",
        Why(
            Entry("a", ReasonCode.DuplicateOf, "Left out: it says the same as b, which stands for both.", duplicateOf: "b"),
            Entry("b", ReasonCode.Included, "In the window at place 3 of 4.")));

    private static string Why(ReceiptEntry entry, params ReceiptEntry[] others) => WhySentence.For(entry, new(
        "1", "build", new("default", 1), [new("default", 1)], [], "o200k_base", 1_000, 500, [], [entry, .. others],
        new(MemoryAvailability.Disabled, null, new Dictionary<string, int>()), "in", "out", DateTimeOffset.UnixEpoch));

    private static ReceiptEntry Entry(string id, ReasonCode code, string detail, string? duplicateOf = null, IReadOnlyList<string>? rules = null) =>
        new(id, ItemKind.File, "file", code, null, 10, 0.5, new Dictionary<string, double>(), "src/a.py", detail, duplicateOf, rules);
}
