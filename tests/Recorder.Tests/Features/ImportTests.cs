using System.Net;
using Contracts.Jobs;
using Contracts.Recorder;
using Harness;
using Substrate.Policies;
using Substrate.Trace;
using Xunit;
using static Recorder.Tests.RecorderClient;

namespace Recorder.Tests.Features;

public sealed class ImportTests(ModuleHost<RecorderModule> host) : IClassFixture<ModuleHost<RecorderModule>>
{
    // An organisation of its own per test: what one imports must not be known to another.
    private readonly RecorderClient client = new(host.As(CallerRole.Member, Guid.NewGuid()));

    [Fact]
    public async Task An_archive_becomes_runs_with_their_verdicts_and_a_second_time_adds_nothing()
    {
        (string, string)[] files =
        [
            ("out/readme.md", "# hi"),
            ("out/output/dev/acme__parser-7/acme__parser-7.traj.json", Samples.Mini()),
            ("out/output/again/acme__parser-7/acme__parser-7.traj.json", Samples.Mini(reply: "Another way.")),
            ("out/acme__model.dev.json", """{"resolved_ids":["acme__parser-7"],"unresolved_ids":[]}"""),
            ("out/old/acme__parser-8.traj", Samples.SweAgentOld),
            ("sessions/one.jsonl", Samples.Lines(Samples.Claude())),
        ];

        var (job, first) = await client.Import(Samples.TarGz(files), "all.tar.gz", "project=demo");
        var (_, second) = await client.Import(Samples.Zip(files), "all.zip");

        Assert.Equal(JobStatus.Done, job.Status);
        Assert.Equal((4, 0, 0), (first.Imported, first.Unchanged, first.Failed.Count));
        Assert.Equal(["out/readme.md"], first.Skipped);
        Assert.Equal((2, 1, 1), (first.Formats["mini-swe-agent"], first.Formats["swe-agent"], first.Formats["claude-code"]));
        Assert.Equal((0, 4), (second.Imported, second.Unchanged));
        var runs = await client.All();
        Assert.Equal(runs.Select(r => (r.Source!.File!, r.Id, ImportedFileState.Imported)).Order(), first.Runs!.Select(r => (r.File, r.RunId, r.State)).Order());
        Assert.All(second.Runs!, r => Assert.Equal((ImportedFileState.Unchanged, 0), (r.State, r.Steps)));
        Assert.Equal(4, runs.Count);
        Assert.All(runs, r => Assert.Equal(("demo", RunState.Complete), (r.Project, r.State)));
        Assert.Equal(OutcomeStatus.Succeeded, runs.Single(r => r.Source!.File!.Contains("/dev/", StringComparison.Ordinal)).Outcome.Status);
        Assert.Equal(OutcomeStatus.Unknown, runs.Single(r => r.Source!.File!.Contains("/again/", StringComparison.Ordinal)).Outcome.Status);
        Assert.Equal("acme/parser", runs.Single(r => r.Source!.Format == "swe-agent").Repo);
        foreach (var run in runs)
        {
            Assert.True((await client.Verify(run.Id)).Ok);
        }
    }

    [Fact]
    public async Task A_session_that_grew_extends_its_run_wherever_it_was_cut()
    {
        var lines = Samples.Claude();
        var revision = 0;
        foreach (var cut in new[] { 3, 4, 5, 6, 8, 10 })
        {
            var (_, result) = await client.Import(Samples.Bytes(Samples.Lines(lines[..cut])), "live.jsonl");
            Assert.Equal((1, 0), (result.Imported, result.Unchanged));
            var run = Assert.Single(await client.All());
            Assert.Equal(++revision, run.Revision);
            Assert.True((await client.Verify(run.Id)).Ok);
        }

        var whole = Assert.Single(await client.All());
        Assert.Equal((2, 46L), (whole.ToolCallCount, whole.Tokens.Out));
        var (_, older) = await client.Import(Samples.Bytes(Samples.Lines(lines[..7])), "older.jsonl");
        var (_, same) = await client.Import(Samples.Bytes(Samples.Lines(lines)), "renamed.jsonl");
        Assert.Equal((0, 1, 0, 1), (older.Imported, older.Unchanged, same.Imported, same.Unchanged));
        Assert.Equal(revision, Assert.Single(await client.All()).Revision);
    }

    [Fact]
    public async Task A_session_that_took_another_turn_is_another_run()
    {
        var lines = Samples.Claude();
        await client.Import(Samples.Bytes(Samples.Lines(lines)), "a.jsonl");
        lines[3] = lines[3].Replace("I look.", "I think.", StringComparison.Ordinal);

        var (_, result) = await client.Import(Samples.Bytes(Samples.Lines(lines)), "b.jsonl");

        Assert.Equal(1, result.Imported);
        Assert.Equal(2, (await client.All()).Count);
    }

    [Fact]
    public async Task What_is_broken_is_listed_with_line_and_reason_and_the_rest_goes_on()
    {
        var torn = Samples.Claude("torn");
        torn[5] = torn[5][..80];
        var (job, result) = await client.Import(
            Samples.TarGz(
                ("a/torn.jsonl", Samples.Lines(torn)), ("a/half.traj.json", Samples.Mini()[..^300]), ("a/../../etc/passwd.jsonl", Samples.Lines(Samples.Claude("out"))),
                ("a/big.jsonl", Samples.Lines(Samples.Claude("big").Append($$$$$"""{"type":"user","uuid":"z","sessionId":"big","message":{"role":"user","content":"{{{{{new string('x', 10 << 20)}}}}}"}}"""))),
                ("a/good.jsonl", Samples.Lines(Samples.Claude("good")))),
            "mixed.tar.gz");

        Assert.Equal((JobStatus.DoneWithErrors, 2, 3), (job.Status, result.Imported, result.Failed.Count));
        Assert.Equal(("a/torn.jsonl", 6), (result.Failed[0].File, result.Failed[0].Line));
        Assert.Equal(("a/half.traj.json", 1), (result.Failed[1].File, result.Failed[1].Line));
        Assert.Contains("outside the archive", result.Failed[2].Reason, StringComparison.Ordinal);
        Assert.Equal(3, job.ErrorCount);
        Assert.Equal(["big", "good"], (await client.All()).Select(r => r.Source!.SessionId).Order());
    }

    [Fact]
    public async Task An_archive_that_breaks_off_gives_what_came_before()
    {
        var random = new Random(1);
        var noise = new string([.. Enumerable.Range(0, 400_000).Select(_ => (char)random.Next('a', 'z'))]);
        var whole = Samples.TarGz(("one.jsonl", Samples.Lines(Samples.Claude("one"))), ("noise.txt", noise), ("two.jsonl", Samples.Lines(Samples.Claude("two"))));

        var (job, result) = await client.Import(whole[..(whole.Length / 2)], "cut.tar.gz");

        Assert.Equal((JobStatus.DoneWithErrors, 1), (job.Status, result.Imported));
        Assert.NotEmpty(result.Failed);
        Assert.Equal("one", Assert.Single(await client.All()).Source!.SessionId);
    }

    [Fact]
    public async Task An_archive_that_inflates_without_end_is_given_up()
    {
        var (job, result) = await client.Import(Samples.TarGz([.. Enumerable.Range(0, 5).Select(i => ($"{i}.json", new string(' ', 50 << 20)))]), "bomb.tar.gz");

        Assert.Equal((JobStatus.DoneWithErrors, 0), (job.Status, result.Imported));
        Assert.Contains("inflates", Assert.Single(result.Failed).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verdict_that_comes_later_changes_the_outcome_and_is_noted_and_told()
    {
        await client.Import(Samples.TarGz(("output/dev/acme__parser-7.traj.json", Samples.Mini())), "runs.tar.gz");
        var before = Assert.Single(await client.All());

        await client.Import(Samples.Bytes("""{"resolved_ids":[],"unresolved_ids":["acme__parser-7"]}"""), "acme__model.dev.json");

        var after = Assert.Single(await client.All());
        Assert.Equal((OutcomeStatus.Unknown, OutcomeStatus.Failed), (before.Outcome.Status, after.Outcome.Status));
        Assert.Equal((before.ChainHead, before.Revision + 1), (after.ChainHead, after.Revision));
        Assert.Equal("outcome", Assert.Single((await client.Annotations(after.Id)).Items).Kind);
        Assert.Equal(2, (await host.Platform.OutboxAsync<RunCompleted>("recorder")).Count(m => m.Contains(after.Id.ToString(), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_same_session_imported_from_two_sides_at_once_is_one_run()
    {
        var body = Samples.Bytes(Samples.Lines(Samples.Claude()));

        var results = await Task.WhenAll(client.Import(body, "a.jsonl"), client.Import(body, "b.jsonl"));

        Assert.Equal((1, 1), (results.Sum(r => r.Result.Imported), results.Sum(r => r.Result.Unchanged)));
        Assert.Single(await client.All());
    }

    [Fact]
    public async Task An_accepted_upload_survives_a_restart_and_its_bytes_go_when_they_are_no_longer_needed()
    {
        using var response = await client.Upload(Samples.TarGz(("one.jsonl", Samples.Lines(Samples.Claude()))), "one.tar.gz");
        var accepted = await Ok<ImportAccepted>(response, HttpStatusCode.Accepted);
        Assert.Equal($"/v2/recorder/jobs/{accepted.JobId}", response.Headers.Location!.ToString());

        await host.Platform.RestartAsync();

        await client.Finished(accepted.JobId);
        Assert.Single(await client.All());
        await client.Import(Samples.Bytes(Samples.MiniList), "next.json");
        Assert.Equal(0, await host.Platform.ScalarAsync<long>("recorder", "SELECT count(*) FROM import_chunks WHERE import_id = $1", accepted.JobId));
    }

    [Fact]
    public async Task What_an_interrupted_attempt_imported_counts_as_imported()
    {
        var (job, _) = await client.Import(Samples.Bytes(Samples.Lines(Samples.Claude())), "one.jsonl");
        await host.Platform.ExecuteAsync("recorder", "UPDATE jobs SET status = 'queued', finished_at = NULL, result = NULL WHERE id = $1", job.Id);
        await host.Platform.ExecuteAsync("recorder", "SELECT pg_notify('ctx_jobs', '')");

        var (again, result) = await client.Finished(job.Id);

        Assert.Equal((2, 1, 0), (again.Attempts, result.Imported, result.Unchanged));
        Assert.Equal(1, Assert.Single(await client.All()).Revision);
    }

    [Fact]
    public async Task An_upload_that_cannot_be_an_import_is_refused_at_the_door()
    {
        Assert.Equal("empty_body", (await Refused(await client.Upload([], "x.zip"), HttpStatusCode.BadRequest)).Code);
        Assert.Equal("unknown_format", (await Refused(await client.Upload(Samples.Bytes("hello world"), "x.txt"), HttpStatusCode.UnprocessableEntity)).Code);
        Assert.Equal("unknown_format", (await Refused(await client.Upload(Samples.Bytes("{}"), "x.json", "format=docx"), HttpStatusCode.BadRequest)).Code);
        Assert.Equal("body_too_large", (await Refused(await client.Upload(new byte[(100 << 20) + 1], "x.zip"), HttpStatusCode.RequestEntityTooLarge)).Code);
        Assert.Empty((await Ok<Contracts.Page<JobView>>(await client.Http.GetAsync("v2/recorder/jobs"))).Items);
    }

    [Fact]
    public async Task A_full_queue_sends_an_upload_away_for_a_while()
    {
        var org = Guid.NewGuid();
        var busy = new RecorderClient(host.As(CallerRole.Member, org));
        await host.Platform.ExecuteAsync("recorder", "INSERT INTO imports (org_id, id, bytes) SELECT $1, gen_random_uuid(), 1 FROM generate_series(1, 32)", org);

        using var response = await busy.Upload(Samples.Bytes(Samples.MiniList), "x.json");

        Assert.Equal("import_queue_full", (await Refused(response, HttpStatusCode.ServiceUnavailable)).Code);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_file_that_is_not_of_the_format_asked_for_fails_by_name()
    {
        var (job, result) = await client.Import(Samples.Bytes(Samples.MiniList), "x.json", "format=claude-code");

        Assert.Equal((JobStatus.DoneWithErrors, "x.json"), (job.Status, Assert.Single(result.Failed).File));
    }
}
