using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Jobs;
using Contracts.Recorder;
using Harness;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Recorder.Domain;
using Recorder.Storage;
using Substrate.Json;
using Substrate.Policies;
using Substrate.Redaction;
using Substrate.Trace;
using Xunit;
using static Recorder.Tests.RecorderClient;

namespace Recorder.Tests.Features;

public sealed class RescanTests(ModuleHost<RecorderModule> host) : IClassFixture<ModuleHost<RecorderModule>>
{
    private const string Secret = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
    private readonly Guid org = Guid.CreateVersion7();

    private RecorderClient Client => new(host.As(CallerRole.Admin, org));

    [Fact]
    public async Task A_run_recorded_by_older_rules_is_rewritten_sealed_and_told_again()
    {
        var id = await OldRun($"Use {Secret} for the push", $"token {Secret}", "no secret here", "last");
        var before = await Run(id);

        var (job, result) = await Rescan();

        var after = await Run(id);
        Assert.Equal(JobStatus.Done, job.Status);
        Assert.Equal((1, 1, 1L), (result.Scanned, result.Rewritten, result.BlobsDeleted));
        Assert.True(result.Found.Values.Single() >= 2);
        Assert.Equal(before.Revision + 1, after.Revision);
        Assert.NotEqual(before.ChainHead, after.ChainHead);
        Assert.True((await Client.Verify(id)).Ok);
        var transcript = await Client.Transcript(id);
        Assert.DoesNotContain(Secret, after.Task + JsonSerializer.Serialize(transcript), StringComparison.Ordinal);
        Assert.Equal("no secret here", transcript[1].Output);
        var redactions = await Ok<RunRedactions>(await Client.Http.GetAsync($"v2/runs/{id}/redactions"));
        Assert.Equal((0, "output", 1), (redactions.Items.Single().Seq, redactions.Items.Single().Field, redactions.Totals.Values.Single()));
        var note = (await Client.Annotations(id)).Items.Single(a => a.Kind == "redaction");
        Assert.Equal((before.ChainHead, after.ChainHead), (note.Data!.Value.GetProperty("from").GetString(), note.Data.Value.GetProperty("to").GetString()));
        Assert.Equal((job.Id.ToString(), 0), (note.Reference, note.Data.Value.GetProperty("steps")[0].GetProperty("seq").GetInt32()));
        Assert.Single(await host.Platform.OutboxAsync<RunCompleted>("recorder"), m => m.Contains(id.ToString(), StringComparison.Ordinal) && m.Contains(after.ChainHead!, StringComparison.Ordinal));
        Assert.Equal(0L, await host.Platform.ScalarAsync<long>("recorder", "SELECT count(*) FROM blobs WHERE org_id = $1 AND position($2 IN data) > 0", org, System.Text.Encoding.UTF8.GetBytes(Secret)));
    }

    [Fact]
    public async Task A_run_in_which_nothing_is_found_stays_as_it_is_and_is_not_looked_at_again()
    {
        var id = await OldRun("Fix it", "nothing to find");
        var before = await Run(id);

        var (_, first) = await Rescan();
        var (_, second) = await Rescan();

        Assert.Equal((1, 0), (first.Scanned, first.Rewritten));
        Assert.Equal(0, second.Scanned);
        Assert.Equal(JsonSerializer.Serialize(before, PlatformJson.Options), JsonSerializer.Serialize(await Run(id), PlatformJson.Options));
        Assert.Empty((await Client.Annotations(id)).Items);
    }

    /// <summary>Version 2 could set a mark behind a backslash, which is no JSON; what it stored is sealed and stays.</summary>
    [Fact]
    public async Task A_run_of_version_2_with_a_mark_within_an_escape_is_read_verified_and_left_as_it_is()
    {
        const string Stored = """{"authorization":"Bearer\[redacted:auth-header:040c40a9]","password":"token\[redacted:password:251d500e]"}""";
        var id = await RunOfVersion("2", "Fix it", Stored);
        Assert.True((await Client.Verify(id)).Ok);

        var (job, result) = await Rescan();

        Assert.Equal((JobStatus.Done, 1, 0), (job.Status, result.Scanned, result.Rewritten));
        Assert.True((await Client.Verify(id)).Ok);
        Assert.Equal(Stored, Assert.Single(await Client.Transcript(id)).Output);
        Assert.Equal(Redactor.RulesVersion, await host.Platform.ScalarAsync<string>("recorder", "SELECT redaction_version FROM runs WHERE id = $1", id));
    }

    [Fact]
    public async Task A_run_whose_chain_does_not_hold_is_left_alone_and_named()
    {
        var (good, bad) = (await OldRun("good", $"token {Secret}"), await OldRun("bad", "one", $"token {Secret} too"));
        await host.Platform.ExecuteAsync("recorder", "UPDATE steps SET error = 'forged' WHERE run_id = $1 AND seq = 0", bad);

        var (job, result) = await Rescan();

        Assert.Equal((JobStatus.DoneWithErrors, 1), (job.Status, result.Rewritten));
        Assert.Equal($"run {bad}", Assert.Single(job.Errors).Subject);
        Assert.False((await Client.Verify(bad)).Ok);
        Assert.True((await Client.Verify(good)).Ok);
    }

    [Fact]
    public async Task A_payload_that_another_run_still_refers_to_is_kept()
    {
        var (due, done) = (await OldRun("due", $"shared {Secret}"), await OldRun("done", $"shared {Secret}"));
        await host.Platform.ExecuteAsync("recorder", "UPDATE runs SET redaction_version = $2 WHERE id = $1", done, Redactor.RulesVersion);

        var (_, result) = await Rescan();

        Assert.Equal((1, 0L), (result.Rewritten, result.BlobsDeleted));
        // Its mark was forged above, which verifying tells; its steps and payloads are what they were.
        Assert.Null((await Client.Verify(done)).FirstBroken);
        Assert.True((await Client.Verify(due)).Ok);
    }

    [Fact]
    public async Task What_other_services_told_of_their_things_loses_what_today_s_rules_find()
    {
        foreach (var (id, title) in new[] { ("a", "nothing"), ("b", $"token {Secret}") })
        {
            await host.Platform.ExecuteAsync(
                "recorder",
                """
                INSERT INTO provenance_nodes (org_id, kind, id, title, page, attributes, sensitivity, at, as_of, gone)
                VALUES ($1, 'memory', $2, $3, '/memories', jsonb_build_object('type', 'fact', 'place', $3), 'internal', now(), now(), false)
                """, org, id, title);
        }

        await Rescan();

        Assert.Equal(0L, await host.Platform.ScalarAsync<long>("recorder", "SELECT count(*) FROM provenance_nodes WHERE org_id = $1 AND provenance_nodes::text LIKE '%' || $2 || '%'", org, Secret));
        Assert.Equal(1L, await host.Platform.ScalarAsync<long>("recorder", "SELECT count(*) FROM provenance_nodes WHERE org_id = $1 AND title LIKE 'token [redacted:%' AND attributes->>'place' = title AND attributes->>'type' = 'fact'", org));
        Assert.Equal(1L, await host.Platform.ScalarAsync<long>("recorder", "SELECT count(*) FROM provenance_nodes WHERE org_id = $1 AND title = 'nothing'", org));
    }

    [Fact]
    public async Task Another_organisation_s_runs_are_not_looked_at()
    {
        var id = await OldRun("ours", $"token {Secret}");

        var accepted = await Ok<RescanAccepted>(await host.As(CallerRole.Admin, Guid.CreateVersion7()).PostAsync("v2/redaction/rescan", null), HttpStatusCode.Accepted);

        Assert.Equal(string.Empty, await host.Platform.ScalarAsync<string>("recorder", "SELECT redaction_version FROM runs WHERE id = $1", id));
        Assert.NotEqual(Guid.Empty, accepted.JobId);
    }

    [Fact]
    public async Task Settings_change_only_for_who_has_read_them()
    {
        const string Path = "v2/redaction/settings?project=shop";
        var read = await Client.Http.GetAsync(Path);
        var first = await Ok<RedactionSettingsView>(read);
        Assert.Equal((0, 0, "\"0\""), (first.Revision, first.Pii.Count, read.Headers.ETag!.ToString()));

        Assert.Equal("if_match_missing", (await Refused(await Put(null, "email"), (HttpStatusCode)428)).Code);
        Assert.Equal("unknown_class", (await Refused(await Put("\"0\"", "shoe-size"), HttpStatusCode.BadRequest)).Code);
        var changed = await Ok<RedactionSettingsView>(await Put("\"0\"", "card", "email"));
        Assert.Equal((1, "email,card"), (changed.Revision, string.Join(',', changed.Pii)));
        Assert.Equal("settings_changed", (await Refused(await Put("\"0\""), HttpStatusCode.PreconditionFailed)).Code);
        Assert.Empty((await Ok<RedactionSettingsView>(await Put("\"1\""))).Pii);
        Assert.Equal(2, (await host.Platform.OutboxAsync<RedactionSettingsChanged>("recorder")).Count(m => m.Contains("shop", StringComparison.Ordinal)));

        async Task<HttpResponseMessage> Put(string? etag, params string[] pii)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, Path) { Content = JsonContent.Create(new ChangeRedactionSettings(pii), options: PlatformJson.Options) };
            if (etag is not null)
            {
                request.Headers.TryAddWithoutValidation("If-Match", etag);
            }

            return await Client.Http.SendAsync(request);
        }
    }

    [Fact]
    public async Task A_run_is_due_when_its_project_turns_a_class_on()
    {
        var run = await Client.Begin(project: "mail");
        using var request = new HttpRequestMessage(HttpMethod.Put, "v2/redaction/settings?project=mail") { Content = JsonContent.Create(new ChangeRedactionSettings(["email"]), options: PlatformJson.Options) };
        request.Headers.TryAddWithoutValidation("If-Match", "\"0\"");

        var settings = await Ok<RedactionSettingsView>(await Client.Http.SendAsync(request));
        var (_, result) = await Rescan();

        Assert.Equal((1L, 1), (settings.RunsDue, result.Scanned));
        Assert.Equal($"{Redactor.RulesVersion}+email", await host.Platform.ScalarAsync<string>("recorder", "SELECT redaction_version FROM runs WHERE id = $1", run.Id));
    }

    private async Task<RunView> Run(Guid id) => await Ok<RunView>(await Client.Http.GetAsync($"v2/runs/{id}"));

    private async Task<(JobView Job, RescanResult Result)> Rescan()
    {
        var accepted = await Ok<RescanAccepted>(await Client.Http.PostAsync("v2/redaction/rescan", null), HttpStatusCode.Accepted);
        var job = await Eventually.Returns(
            async () => await Ok<JobView>(await Client.Http.GetAsync($"v2/recorder/jobs/{accepted.JobId}")) is { FinishedAt: not null } ended ? ended : null, "the re-scan ends");
        Assert.True(job.Result is not null, job.Error);
        return (job, job.Result.Value.Deserialize<RescanResult>(PlatformJson.Options)!);
    }

    /// <summary>A sealed run as a build without any rules would have recorded it.</summary>
    private Task<Guid> OldRun(string task, params string[] outputs) => RunOfVersion(string.Empty, task, outputs);

    private async Task<Guid> RunOfVersion(string version, string task, params string[] outputs)
    {
        var id = Guid.CreateVersion7();
        var steps = outputs.Select((text, seq) => Raw(seq, text)).ToList();
        var links = steps.Aggregate(new List<string?>(), (all, s) => [.. all, RunChain.Next(all.Count == 0 ? RunChain.Start(id) : all[^1]!, s.ContentHash)]);
        var totals = new RunTotals();
        steps.ForEach(totals.Add);
        await using var connection = await host.Platform.OpenAppAsync("recorder", org);
        await BlobStore.WriteAsync(connection, org, steps.SelectMany(s => s.Payloads()), [], default);
        await using var transaction = await connection.BeginTransactionAsync();
        await RunWriter.InsertAsync(
            connection, transaction, org, id, new RunHeader("old", new AgentRef("tester"), "default"), RedactionSettings.Unkeyed, RunChain.Start(id), DateTimeOffset.UtcNow, "test", default);
        await StepStore.InsertAsync(connection, transaction, org, id, steps, links, default);
        await RunWriter.AdvanceAsync(connection, transaction, org, id, totals, steps.Count, links[^1]!, default);
        await RunWriter.CompleteAsync(connection, transaction, org, id, new Outcome(OutcomeStatus.Succeeded), RedactionSettings.Unkeyed, null, DateTimeOffset.UtcNow, default);
        await using (var unmarked = new NpgsqlCommand("UPDATE runs SET task = $2, redaction_version = $3 WHERE id = $1", connection, transaction) { Parameters = { new() { Value = id }, new() { Value = task }, new() { Value = version } } })
        {
            await unmarked.ExecuteNonQueryAsync();
        }

        await RunProofs.SealAsync(connection, transaction, org, id, host.Services.GetRequiredService<KeyRing>(), default);
        await transaction.CommitAsync();
        return id;
    }

    private static PreparedStep Raw(int seq, string text)
    {
        var output = StoredPayload.Of(text);
        return new PreparedStep(
            seq, StepKind.Note, null, null, null, null, null, null, output, null, null, null, null, false, null, null, null, null, Replayable.None, [],
            new StepContent(seq, StepKind.Note, Replayable.None, Output: output.Hash).Hash());
    }
}
