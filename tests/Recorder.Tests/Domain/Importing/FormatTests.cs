using System.Text;
using System.Text.Json;
using Recorder.Domain.Importing;
using Recorder.Features.Import;
using Substrate.Trace;
using Xunit;

namespace Recorder.Tests.Domain.Importing;

public sealed class FormatTests
{
    [Theory]
    [InlineData("""{"a":1}""")]
    [InlineData("""[{"role":"user","content":"hi"},{"role":"assistant","content":"hello"}]""")]
    [InlineData("""{"history":[{"role":"user","content":"x","name":"a"}],"question":"q"}""")]
    [InlineData("""{"id":1,"action":"run","args":{}}""")]
    [InlineData("# A heading")]
    [InlineData("")]
    public void Other_files_are_of_no_known_format(string text) => Assert.Null(Reading.Format(text));

    [Fact]
    public void A_document_that_breaks_off_is_recognised_and_refused_with_its_line()
    {
        var broken = Samples.Mini()[..^200].Replace("\"messages\":", "\n\"messages\":", StringComparison.Ordinal);

        var refused = Assert.Throws<UnreadableSourceException>(() => Reading.Format(broken));

        Assert.Equal(2, refused.Line);
        Assert.Contains("Not valid JSON", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_is_no_JSON_refuses_the_session_with_its_number()
    {
        var lines = Samples.Claude();
        lines[4] = lines[4][..60];

        var refused = Assert.Throws<UnreadableSourceException>(() => Reading.Session(Samples.Lines(lines)));

        Assert.Equal(5, refused.Line);
    }

    [Fact]
    public void A_lone_surrogate_and_bytes_that_are_no_text_do_not_stop_a_session()
    {
        var lines = Samples.Claude();
        lines[4] = lines[4].Replace("\"p.py\",\"is_error\"", "\"cut \\ud83d here \\\\ud83d and \\ud83d\\ude00\",\"is_error\"", StringComparison.Ordinal);

        var (_, _, steps) = Reading.Session(Samples.Lines(lines));

        Assert.Equal("cut \uFFFD here \\ud83d and 😀", steps[4].Tool!.Result!.Value.Text);
        var bytes = Encoding.UTF8.GetBytes("{\"a\":\"x\"}");
        bytes[6] = 0xff;
        using var json = JsonDocument.Parse(SourceJson.MakeReadable(bytes));
        Assert.Equal("\uFFFD", json.RootElement.GetProperty("a").GetString());
    }

    [Fact]
    public void A_line_of_ten_megabytes_is_one_line()
    {
        var lines = Samples.Claude();
        lines[4] = lines[4].Replace("\"content\":\"p.py\"", $"\"content\":\"{new string('x', 10 << 20)}\"", StringComparison.Ordinal);

        var (_, _, steps) = Reading.Session(Samples.Lines(lines));

        Assert.Equal(10 << 20, steps[4].Tool!.Result!.Value.Text.Length);
    }

    [Fact]
    public void A_line_beyond_the_limit_is_refused_with_its_number()
    {
        using var endless = new EndlessLine();

        var refused = Assert.Throws<UnreadableSourceException>(() => LineReader.Read(endless).Count());

        Assert.Equal(1, refused.Line);
    }

    [Fact]
    public void Copies_of_a_session_are_told_apart_by_what_they_begin_with()
    {
        var lines = Samples.Claude();
        var (whole, half) = (Identity(lines), Identity(lines[..5]));
        lines[2] = lines[2].Replace("Hm.", "Ha.", StringComparison.Ordinal);
        var other = Identity(lines);

        Assert.Equal(SourceRelation.Grown, whole.RelationTo(half.Prefixes));
        Assert.Equal(SourceRelation.Known, half.RelationTo(whole.Prefixes));
        Assert.Equal(SourceRelation.Known, whole.RelationTo(whole.Prefixes));
        Assert.Equal(SourceRelation.Other, other.RelationTo(whole.Prefixes));
        Assert.Equal(whole.SessionId, other.SessionId);
    }

    [Fact]
    public void The_configuration_is_part_of_what_makes_a_run_of_a_benchmark_this_run() =>
        Assert.NotEqual(DocumentIdentity(Samples.Mini(model: "acme/model-1")).Hash, DocumentIdentity(Samples.Mini(model: "acme/model-2")).Hash);

    [Theory]
    [InlineData("django__django-123", "django/django")]
    [InlineData("pylint-dev__astroid-1333", "pylint-dev/astroid")]
    [InlineData("pvlib__pvlib-python-1072", "pvlib/pvlib-python")]
    [InlineData("pydantic__pydantic.acb0f10f.pr_8316", "pydantic/pydantic")]
    [InlineData("swe_main", null)]
    public void A_repository_is_read_out_of_an_instance_id(string instance, string? repo) => Assert.Equal(repo, RepoNames.FromInstance(instance));

    [Fact]
    public void A_verdict_speaks_for_the_configuration_its_file_names_and_for_no_other()
    {
        using var json = JsonDocument.Parse("""{"resolved_ids":["a__b-1"],"unresolved_ids":["a__b-2"],"error_ids":["a__b-3"],"empty_patch_ids":["a__b-4"]}""");
        var file = Verdicts.Read("eval/model__m.dev_run.json", json.RootElement)!;

        Assert.Equal(OutcomeStatus.Succeeded, Of("eval/output/dev_run/a__b-1/a__b-1.traj.json", "a__b-1"));
        Assert.Equal(OutcomeStatus.Failed, Of("eval/output/dev_run/x.traj.json", "a__b-2"));
        Assert.Equal(OutcomeStatus.InfraError, Of("eval/output/dev_run/x.traj.json", "a__b-3"));
        Assert.Equal(OutcomeStatus.Failed, Of("eval/output/dev_run/x.traj.json", "a__b-4"));
        Assert.Null(Of("eval/output/other/x.traj.json", "a__b-1"));
        Assert.Null(Of("eval/output/dev_run/x.traj.json", "a__b-9"));
        Assert.Null(Verdicts.For([file], "eval/output/dev_run/x.traj.json", "a__b-2", OutcomeStatus.InfraError));

        OutcomeStatus? Of(string path, string instance) => Verdicts.For([file], path, instance, OutcomeStatus.Unknown)?.Status;
    }

    [Fact]
    public void A_report_of_one_instance_speaks_for_that_instance()
    {
        using var json = JsonDocument.Parse("""{"resolved":true,"patch_exists":true,"tests_status":{"FAIL_TO_PASS":{"success":["t"],"failure":[]}}}""");
        var file = Verdicts.Read("logs/run_evaluation/a__b.abcdef12.pr_1/report.json", json.RootElement)!;

        var outcome = Verdicts.For([file], "logs/trajectories/a__b.abcdef12.pr_1/x.traj", "a__b.abcdef12.pr_1", OutcomeStatus.Unknown);

        Assert.Equal((OutcomeStatus.Succeeded, 2), (outcome!.Status, outcome.Checks!.Count));
        Assert.Null(Verdicts.For([file], "logs/trajectories/other/x.traj", "a__b.abcdef12.pr_2", OutcomeStatus.Unknown));
    }

    private static SourceIdentity Identity(string[] lines) => DocumentIdentity(Samples.Lines(lines));

    private static SourceIdentity DocumentIdentity(string text)
    {
        using var file = SourceFile.Take("file", new MemoryStream(Encoding.UTF8.GetBytes(text)));
        using var source = OpenedSource.Open(file, SessionFormats.Auto)!;
        return source.Sessions().Single().Identity;
    }

    private sealed class EndlessLine : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            buffer.AsSpan(offset, count).Fill((byte)'x');
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
