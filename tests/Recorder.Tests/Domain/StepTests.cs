using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Recorder.Domain;
using Substrate.Redaction;
using Substrate.Trace;
using Xunit;

namespace Recorder.Tests.Domain;

public sealed class StepTests
{
    [Fact]
    public void A_batch_keeps_what_is_new_counts_what_is_known_and_names_what_conflicts()
    {
        var (zero, one, other) = (Prepare(0, "a"), Prepare(1, "b"), Prepare(1, "c"));

        var fresh = AppendDecision.For([one, zero, one], new Dictionary<int, string>());
        var known = AppendDecision.For([zero, one], new Dictionary<int, string> { [0] = zero.ContentHash });

        Assert.Equal([0, 1], fresh.New.Select(s => s.Seq));
        Assert.Equal(1, fresh.Duplicates);
        Assert.Equal((1, 1), (known.New.Single().Seq, known.Duplicates));
        Assert.Equal(1, AppendDecision.For([zero, other], new Dictionary<int, string> { [1] = one.ContentHash }).Conflict);
        Assert.Equal(1, AppendDecision.For([one, other], new Dictionary<int, string>()).Conflict);
    }

    [Fact]
    public void A_secret_is_out_before_anything_is_hashed()
    {
        const string Secret = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
        var step = From(new StepDraft(StepKind.User) { Output = Payload.OfText($"token {Secret} here"), Error = $"refused {Secret}" });

        Assert.DoesNotContain(Secret, step.Output!.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, step.Error, StringComparison.Ordinal);
        Assert.Equal(Substrate.Hashing.ContentHash.Of(step.Output.Text), step.Output.Hash);
        Assert.Contains(step.Redactions, r => r is { Field: "output", Count: 1 });
    }

    [Fact]
    public void What_was_looked_through_once_comes_out_the_same_again_and_memory_of_it_is_bounded()
    {
        var memo = new PayloadMemo(maxChars: 4000);
        for (var round = 0; round < 3; round++)
        {
            foreach (var n in Enumerable.Range(0, 30))
            {
                var draft = new StepDraft(StepKind.User) { Output = Payload.OfText($"{n} ghp_0123456789abcdefghijABCDEFGHIJ012345 {new string('x', 300)}") };
                var (with, without) = (PreparedStep.From(draft, RedactionSettings.Unkeyed, memo), From(draft));

                Assert.Equal((without.Output, without.ContentHash), (with.Output, with.ContentHash));
                Assert.Equal(without.Redactions, with.Redactions);
            }
        }
    }

    [Fact]
    public void A_time_is_hashed_with_the_precision_it_is_stored_with()
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)).AddTicks(1_234_567);

        Assert.Equal(
            From(new StepDraft(StepKind.Note) { T0 = at }).ContentHash,
            From(new StepDraft(StepKind.Note) { T0 = at.AddTicks(-7).ToUniversalTime() }).ContentHash);
    }

    [Fact]
    public void The_canonical_form_of_a_step_is_that_of_its_JSON() => Prop.ForAll(
        ArbMap.Default.ArbFor<(string?, string?, string?)>(), ArbMap.Default.ArbFor<(int?, long?, long?)>(), ArbMap.Default.ArbFor<(decimal?, bool, NonNegativeInt)>(),
        (texts, numbers, rest) =>
        {
            var tool = rest.Item2 ? new ToolContent(texts.Item1 ?? string.Empty, texts.Item2 ?? "t", numbers.Item1 > 0, texts.Item3, texts.Item1, numbers.Item1) : null;
            var step = new StepContent(
                rest.Item3.Get, (StepKind)(rest.Item3.Get % 10), (Replayable)(rest.Item3.Get % 3), numbers.Item1, texts.Item1, texts.Item2, texts.Item3, texts.Item1, texts.Item2,
                texts.Item3, tool, new TokenUsage(numbers.Item2, numbers.Item3, null, numbers.Item2), StepContent.Money(rest.Item1), texts.Item2 + "\uD83D\uDE00\uD83D");
            return step.Hash() == Substrate.Hashing.ContentHash.OfJson(step)
                && new StepContent(0, StepKind.Note, Replayable.None).Hash() == Substrate.Hashing.ContentHash.OfJson(new StepContent(0, StepKind.Note, Replayable.None));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Packing_a_payload_loses_nothing() => Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<PositiveInt>(), (text, times) =>
    {
        var given = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text.Get, times.Get % 500))));
        var (encoding, data) = BlobCodec.Pack(given);
        return Encoding.UTF8.GetString(BlobCodec.Unpack(encoding, data, Encoding.UTF8.GetByteCount(given))!) == given;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_damaged_blob_is_not_unpacked() => Assert.Null(BlobCodec.Unpack(BlobEncoding.Brotli, [1, 2, 3], 500));

    private static PreparedStep From(StepDraft draft) => PreparedStep.From(draft, RedactionSettings.Unkeyed);

    private static PreparedStep Prepare(int seq, string text) => From(new StepDraft(StepKind.Note) { Seq = seq, Output = Payload.OfText(text) });
}
