using Context.Domain;
using Substrate.Compiling;
using Xunit;

namespace Context.Tests.Domain;

public sealed class WhySentenceTests
{
    public static TheoryData<ReasonCode> Codes => [.. Enum.GetValues<ReasonCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_decision_has_an_answer_of_its_own(ReasonCode code)
    {
        var answers = Enum.GetValues<ReasonCode>().Select(c => WhySentence.For(Entry(c), Receipt(Entry(c)))).ToList();
        var answer = WhySentence.For(Entry(code), Receipt(Entry(code)));
        Assert.Single(answers, a => a == answer);
        Assert.EndsWith(".", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Being_in_the_window_is_said_with_place_tokens_and_the_largest_part_of_the_score() => Assert.Equal(
        "It is in the window, at place 1 of 1, for 41 of the 1,000 tokens; of its score 0.80 the largest part is retrieval (0.50).",
        WhySentence.For(Entry(ReasonCode.Included), Receipt(Entry(ReasonCode.Included))));

    [Fact]
    public void A_duplicate_names_what_stands_for_it() =>
        Assert.Contains("other", WhySentence.For(Entry(ReasonCode.DuplicateOf), Receipt(Entry(ReasonCode.DuplicateOf))), StringComparison.Ordinal);

    [Fact]
    public void A_denial_names_its_rule() =>
        Assert.Contains("sensitivity-ceiling", WhySentence.For(Entry(ReasonCode.SensitivityDenied), Receipt(Entry(ReasonCode.SensitivityDenied))), StringComparison.Ordinal);

    internal static ReceiptEntry Entry(ReasonCode code, string id = "item") => new(
        id, ItemKind.File, "files", code, code is ReasonCode.Included or ReasonCode.Redacted ? 0 : null, 41, 0.8,
        new Dictionary<string, double> { ["weight"] = 0.3, ["retrieval"] = 0.5 }, "src/a.py", "Because.", code == ReasonCode.DuplicateOf ? "other" : null,
        ["sensitivity-ceiling"], "00");

    internal static Receipt Receipt(params ReceiptEntry[] entries) => new(
        "1", "build", new("default", 1), [new("default", 1)], [], "o200k_base", 1_000, 500, [], entries,
        new(MemoryAvailability.Disabled, null, new Dictionary<string, int>()), "in", "out", DateTimeOffset.UnixEpoch);
}
