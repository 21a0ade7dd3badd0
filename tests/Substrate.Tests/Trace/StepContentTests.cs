using FsCheck;
using FsCheck.Fluent;
using Substrate.Hashing;
using Substrate.Trace;
using Xunit;

namespace Substrate.Tests.Trace;

public sealed class StepContentTests
{
    [Fact]
    public void A_step_is_hashed_as_the_canonical_form_of_its_JSON() => Prop.ForAll(
        ArbMap.Default.ArbFor<(string?, string?, string?)>(), ArbMap.Default.ArbFor<(int?, long?, long?)>(), ArbMap.Default.ArbFor<(decimal?, bool, NonNegativeInt)>(),
        (texts, numbers, rest) =>
        {
            var tool = rest.Item2 ? new ToolContent(texts.Item1 ?? string.Empty, texts.Item2 ?? "t", numbers.Item1 > 0, texts.Item3, texts.Item1, numbers.Item1) : null;
            var redactions = StepContent.Redacted(Enumerable.Range(0, rest.Item3.Get % 4).Select(i => new RedactionContent($"f{i % 2}", texts.Item1 ?? "k", i + 1)));
            var step = new StepContent(
                rest.Item3.Get, (StepKind)(rest.Item3.Get % 10), (Replayable)(rest.Item3.Get % 3), numbers.Item1, texts.Item1, texts.Item2, texts.Item3, texts.Item1, texts.Item2,
                texts.Item3, tool, new TokenUsage(numbers.Item2, numbers.Item3, null, numbers.Item2), StepContent.Money(rest.Item1), texts.Item2 + "\uD83D\uDE00\uD83D", redactions);
            return step.Hash() == ContentHash.OfJson(step)
                && new StepContent(0, StepKind.Note, Replayable.None).Hash() == ContentHash.OfJson(new StepContent(0, StepKind.Note, Replayable.None));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_amount_has_one_text() =>
        Assert.Equal(("0.1", "0.1", "1000000", "0", null), (StepContent.Money(0.10m), StepContent.Money(0.1000m), StepContent.Money(1_000_000m), StepContent.Money(0.000m), StepContent.Money(null)));
}
