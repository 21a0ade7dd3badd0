using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Xunit;

namespace System.Tests;

/// <summary>Accepted means durable: any process may be killed at a counted point of an import, and every run is there once.</summary>
public sealed class KillDuringImportTests
{
    private static readonly bool Thorough = Environment.GetEnvironmentVariable("CTX_THOROUGH") is not null;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(Thorough ? 10 : 3);

    [Theory]
    [InlineData("embedded", "sidecar", "postgres")]
    [InlineData("distributed", "recorder", "gateway", "memory", "context", "policy", "messaging", "cache", "postgres")]
    public async Task No_accepted_run_is_lost_or_doubled_and_the_job_ends(string profile, params string[] victims)
    {
        await using var platform = await Platform.Start(profile);
        foreach (var victim in victims)
        {
            // How long an import takes is the machine's affair: one that was over before the kill is followed by a larger one.
            var batch = new GeneratedRuns(victim, Thorough ? 500 : 60, Thorough ? 99 : 49);
            while (!await KilledDuringTheImport(platform, victim, batch))
            {
                batch = batch with { Batch = $"{victim}-{batch.Runs * 3}", Runs = batch.Runs * 3 };
                Assert.True(batch.Runs < 10_000, $"no import lasts until {victim} can be killed");
            }
        }
    }

    private static async Task<bool> KilledDuringTheImport(Platform platform, string victim, GeneratedRuns batch)
    {
        var job = await Import(platform, batch);
        var recorded = await Recorded(platform, batch, batch.Runs / 4);
        platform.Kill(victim);

        var ended = await Ended(platform, job);
        Assert.True(ended.GetProperty("status").GetString() == "done", $"after {victim}: {ended}");
        var result = ended.GetProperty("result");
        Assert.Equal(batch.Runs, result.GetProperty("imported").GetInt32() + result.GetProperty("unchanged").GetInt32());
        await EveryRunIsThereOnce(platform, batch);
        await EveryRunIsAnnouncedOnce(platform, batch);
        return recorded < batch.Runs;
    }

    private static async Task<Guid> Import(Platform platform, GeneratedRuns batch)
    {
        using var body = new ByteArrayContent(batch.Zip());
        using var response = await platform.Client.PostAsync($"/v2/runs/import?format=auto&name={batch.Batch}.zip", body);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("jobId").GetGuid();
    }

    // The counted point is read from the database: the process that would answer may be the one to be killed.
    private static async Task<long> Recorded(Platform platform, GeneratedRuns batch, int runs)
    {
        await using var connection = new NpgsqlConnection(platform.Database("recorderdb"));
        await connection.OpenAsync();
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            var recorded = await Count(connection, "SELECT count(*) FROM runs WHERE repo = $1", batch.Repo);
            if (recorded >= runs)
            {
                return recorded;
            }

            Assert.True(DateTime.UtcNow < deadline, $"the import of {batch.Batch} does not get on");
            await Task.Delay(5);
        }
    }

    private static async Task<JsonElement> Ended(Platform platform, Guid job)
    {
        var deadline = DateTime.UtcNow + Patience;
        var last = "";
        while (DateTime.UtcNow < deadline)
        {
            var answer = await TryGet(platform, $"/v2/recorder/jobs/{job}");
            if (answer is { } view && view.GetProperty("status").GetString() is not ("queued" or "running"))
            {
                return view;
            }

            last = answer?.ToString() ?? "no answer";
            await Task.Delay(100);
        }

        throw new TimeoutException($"The import did not end: {last}. The engine said:\n{string.Join('\n', platform.Output.TakeLast(40))}");
    }

    private static async Task EveryRunIsThereOnce(Platform platform, GeneratedRuns batch)
    {
        var runs = new List<JsonElement>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await Get(platform, $"/v2/runs?repo={Uri.EscapeDataString(batch.Repo)}&limit=200{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            runs.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("nextCursor").GetString();
        }

        Assert.Equal(batch.Runs, runs.Count);
        Assert.Equal(batch.Runs, runs.Select(r => r.GetProperty("source").GetProperty("sessionId").GetString()).Distinct().Count());
        Assert.All(runs, r => Assert.Equal("complete", r.GetProperty("state").GetString()));
        Assert.All(runs, r => Assert.Equal(batch.StepsPerRun, r.GetProperty("stepCount").GetInt32()));
        foreach (var run in runs)
        {
            var verified = await Get(platform, $"/v2/runs/{run.GetProperty("id").GetGuid()}/verify");
            Assert.True(verified.GetProperty("ok").GetBoolean(), verified.ToString());
        }
    }

    // One RunCompleted per run was written with the run, and in the end every consumer has it.
    private static async Task EveryRunIsAnnouncedOnce(Platform platform, GeneratedRuns batch)
    {
        await using var connection = new NpgsqlConnection(platform.Database("recorderdb"));
        await connection.OpenAsync();
        const string Announced = "SELECT count(*) FROM outbox o JOIN runs r ON r.id = (o.body->>'runId')::uuid WHERE o.message_type LIKE '%RunCompleted' AND r.repo = $1";
        Assert.Equal(batch.Runs, await Count(connection, Announced, batch.Repo));
        var deadline = DateTime.UtcNow + Patience;
        while (await Count(connection, Announced + " AND o.done_at IS NULL", batch.Repo) is var waiting and > 0)
        {
            Assert.True(DateTime.UtcNow < deadline, $"{waiting} announcements of {batch.Batch} were not taken");
            await Task.Delay(100);
        }
    }

    private static async Task<long> Count(NpgsqlConnection connection, string sql, string repo)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = repo } } };
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<JsonElement> Get(Platform platform, string path)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (true)
        {
            if (await TryGet(platform, path) is { } answer)
            {
                return answer;
            }

            Assert.True(DateTime.UtcNow < deadline, $"no answer to {path}");
            await Task.Delay(100);
        }
    }

    // Null while something is being started again: no connection, 5xx, or too many requests.
    private static async Task<JsonElement?> TryGet(Platform platform, string path)
    {
        try
        {
            using var response = await platform.Client.GetAsync(path);
            if ((int)response.StatusCode is >= 500 or 429)
            {
                return null;
            }

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            return await response.Content.ReadFromJsonAsync<JsonElement>();
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }
}
