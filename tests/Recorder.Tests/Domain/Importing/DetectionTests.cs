using Recorder.Domain.Importing;
using Xunit;

namespace Recorder.Tests.Domain.Importing;

public sealed class DetectionTests
{
    public static TheoryData<string, string> OneOfEach { get; } = new()
    {
        { "claude-code", Samples.Lines(Samples.Claude()) },
        { "codex", Samples.Lines(SamplesOfAgents.Codex()) },
        { "pi", Samples.Lines(SamplesOfAgents.Pi()) },
        { "pi", Samples.Lines(SamplesOfAgents.PiTree()) },
        { "mini-swe-agent", Samples.Mini() },
        { "mini-swe-agent", Samples.MiniList },
        { "swe-agent", Samples.SweAgentOld },
        { "swe-agent", Samples.SweAgentNew },
        { "swe-agent", Samples.SweAgentHistory },
        { "openhands", LogSamples.OpenHands },
        { "openhands", Samples.Lines([LogSamples.OpenHandsRow()]) },
        { "openhands", LogSamples.OpenHandsResolver },
        { "openhands-sdk", Samples.Lines(LogSamples.OpenHandsSdk) },
        { "llm-log", LogSamples.LlmLog },
        { "inspect", LogSamples.Inspect(LogSamples.InspectSample()) },
        { "tau-bench", SamplesOfBenchmarks.Tau },
        { "tau2-bench", SamplesOfBenchmarks.Tau2 },
        { "who-and-when", SamplesOfBenchmarks.WhoAndWhen },
        { "who-and-when", SamplesOfBenchmarks.WhoAndWhenByHand },
        { "toolbench", SamplesOfBenchmarks.ToolBench },
        { "outcome-matrix", SamplesOfBenchmarks.Matrix },
        { "atif", SamplesOfTraces.Atif },
        { "atif", SamplesOfTraces.AtifContinuation },
        { "langfuse", SamplesOfTraces.Langfuse },
        { "vcr", TraceReaderTests.Cassette() },
    };

    /// <summary>The file has no name that tells anything (<see cref="Reading"/>); and it is of one format only, so that the order of formats decides nothing.</summary>
    [Theory]
    [MemberData(nameof(OneOfEach))]
    public void A_file_is_told_by_its_content_and_by_one_format_only(string expected, string content)
    {
        Assert.Equal(expected, Reading.Format(content));
        Assert.Equal([expected], SessionFormats.Names.Where(name => Reading.IsOf(content, name)));
    }

    [Fact]
    public void Every_format_has_a_sample_here() =>
        Assert.Empty(SessionFormats.Names.Except(OneOfEach.Select(row => row[0]).OfType<string>(), StringComparer.Ordinal));

    /// <summary>A file cut anywhere behind its first half is refused, or (lines, tables) read as far as it goes; it is never somebody else's.</summary>
    [Theory]
    [MemberData(nameof(OneOfEach))]
    public void A_file_that_breaks_off_is_not_taken_for_another_format(string expected, string content)
    {
        for (var percent = 50; percent < 100; percent += 7)
        {
            try
            {
                Assert.Contains(Reading.Format(content[..(content.Length * percent / 100)]), new[] { expected, null });
            }
            catch (UnreadableSourceException)
            {
                // Recognised, and refused.
            }
        }
    }
}
