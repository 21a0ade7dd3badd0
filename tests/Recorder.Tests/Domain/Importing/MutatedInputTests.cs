using FsCheck;
using FsCheck.Fluent;
using Recorder.Domain;
using Recorder.Domain.Importing;
using Recorder.Features.Import;
using Xunit;

namespace Recorder.Tests.Domain.Importing;

/// <summary>
/// Whatever happens to a file on its way, a reader gives steps that can be stored, or one refusal. 10³ mutations of every format; 10⁴ with CTX_THOROUGH=1.
/// </summary>
public sealed class MutatedInputTests
{
    public static TheoryData<string> Formats()
    {
        var names = new TheoryData<string>();
        foreach (var name in Mutation.Samples.Keys)
        {
            names.Add(name);
        }

        return names;
    }

    [Fact]
    public void Every_format_has_a_sample_that_it_reads_unchanged()
    {
        var read = Mutation.Samples.Values.Select(sample => Reading.Format(sample)).ToHashSet();

        Assert.Equal([], SessionFormats.Names.Where(name => !read.Contains(name)));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_mutated_file_becomes_steps_that_can_be_stored_or_is_refused(string name)
    {
        // The ordinary run looks at the same files each time; the thorough one at new ones.
        var thorough = Environment.GetEnvironmentVariable("CTX_THOROUGH") == "1";
        var seed = thorough ? (ulong)Random.Shared.NextInt64() : 42UL;
        foreach (var bytes in Mutation.Of(Mutation.Samples[name]).Sample(thorough ? 10_000 : 1_000, new Rnd(seed), 50))
        {
            Assert.True(Holds(bytes), $"seed {seed}");
        }
    }

    private static bool Holds(byte[] bytes)
    {
        using var file = SourceFile.Take("mutated", new MemoryStream(bytes));
        try
        {
            using var source = OpenedSource.Open(file, SessionFormats.Auto);
            foreach (var session in source?.Sessions() ?? [])
            {
                var steps = 0;
                var sink = new StepSink(draft =>
                {
                    steps++;
                    var prepared = PreparedStep.From(draft, Mutation.Redaction);
                    Assert.True(prepared.Parent is null || prepared.Parent < prepared.Seq, $"step {prepared.Seq} hangs on {prepared.Parent}");
                    Assert.DoesNotContain('\0', prepared.Name ?? "");
                    Assert.True((prepared.Tokens?.In ?? 0) >= 0 && (prepared.Tokens?.Out ?? 0) >= 0 && (prepared.Cost ?? 0) >= 0, "a negative count");
                    Assert.True(prepared.T0 is null || prepared.T0 >= DateTimeOffset.UnixEpoch, $"a time before 1970: {prepared.T0}");
                    Assert.False(prepared.T1 < prepared.T0, $"a step that ends before it begins: {prepared.T0}, {prepared.T1}");
                });
                foreach (var record in session.Records())
                {
                    session.Reader.Read(record, sink);
                }

                session.Reader.Settle(sink);
                Assert.Equal(sink.Next, steps);
                Assert.InRange(session.Identity.SessionId.Length, 1, 200);
                if (session.Reader.Facts.ConfigJson is { } config)
                {
                    using var parsed = System.Text.Json.JsonDocument.Parse(config, new() { MaxDepth = 1024 });
                }
            }
        }
        catch (UnreadableSourceException)
        {
            // An answer.
        }

        return true;
    }
}
