using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Harness;
using Npgsql;
using Xunit;

namespace System.Tests;

/// <summary>Secrets come in by every door there is, and nothing that lies on the disk afterwards holds one: no table, no log, no file of the state directory.</summary>
public sealed class PlantedSecretsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("embedded")]
    [InlineData("distributed")]
    public async Task Nothing_that_is_kept_holds_a_planted_secret(string profile)
    {
        var plants = new PlantedSecrets();
        await using var platform = await Platform.Start(profile);
        await Import(platform, plants);
        var run = await Record(platform, plants);
        await Compile(platform, plants, run);
        await Refusals(platform, plants);
        await Settled(platform);

        await MarksStandWhereSecretsWere(platform, run);
        var found = new List<string>();
        foreach (var database in await DatabaseDump.Databases(platform.Database("postgres")))
        {
            await foreach (var (table, row) in DatabaseDump.Rows(platform.Database(database)))
            {
                found.AddRange(plants.In(row).Select(p => $"{database} {table}: {p}"));
            }
        }

        await Execute(platform, "CHECKPOINT");
        found.AddRange(InFiles(platform.State, plants));
        await platform.Stop();
        found.AddRange(InFiles(platform.State, plants));
        found.AddRange(platform.Output.SelectMany(line => plants.In(Encoding.UTF8.GetBytes(line))).Select(p => "console: " + p));
        Assert.True(found.Count == 0, $"{found.Count} of {plants.All.Count}:\n{string.Join('\n', found.Distinct().Take(60))}");
    }

    private static async Task Import(Platform platform, PlantedSecrets plants)
    {
        var sessions = plants.Texts().Select((text, i) => ($"sessions/{(i == 0 ? plants.GitHub() : $"s{i}")}.jsonl", Claude($"5f1c7c1e-0000-4000-8000-{i:d12}", text, plants))).ToList();
        sessions.Add(("agents/run.traj.json", Mini(plants)));
        sessions.Add(($"broken/{plants.Npm()}.traj.json", Mini(plants)[..^200] + plants.GitHub()));
        sessions.Add(("broken/line.jsonl", Claude("5f1c7c1e-0000-4000-8000-0000000000ff", "fine", plants) + "{\"type\":\"user\",\"message\":tru" + plants.GitHub() + "\n"));
        sessions.Add(($"notes/{plants.Slack()}.json", JsonSerializer.Serialize(new { hello = plants.GitHub(), text = plants.PrivateKey() })));
        await Upload(platform, TarGz(sessions), $"corpus {plants.Stripe()}.tar.gz");
        await Upload(platform, Encoding.UTF8.GetBytes(Claude(plants.GitHub(), string.Join('\n', plants.Texts()), plants)), "one.jsonl");
        using var unknown = await platform.Client.PostAsync($"/v2/runs/import?name={plants.Npm()}", new StringContent($"hello {plants.GitHub()}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
    }

    private static async Task<Guid> Record(Platform platform, PlantedSecrets plants)
    {
        var texts = plants.Texts().ToList();
        var run = await Post(platform, "/v2/runs", new
        {
            task = $"Rotate {plants.GitHub()} please", agent = new { name = $"agent {plants.Npm()}", version = plants.Slack() }, repo = $"acme/{plants.GitHub()}",
            user = plants.GitHub(), model = plants.GitHub(), conversation = plants.GitHub(), taskType = plants.GitHub(),
            config = new { env = new { password = plants.Password(), token = plants.GitHub() }, note = texts[0] },
        }, "key-" + plants.GitHub());
        var id = run.GetProperty("id").GetGuid();
        var steps = texts.SelectMany((text, i) => new object[]
        {
            new { seq = i * 2, kind = "user", name = $"name {plants.GitHub()}", output = text, error = $"failed: {texts[(i + 1) % texts.Count]}" },
            new
            {
                seq = i * 2 + 1, kind = "tool", model = plants.GitHub(),
                toolCall = new { callId = plants.GitHub(), name = $"curl {plants.Npm()}", args = new { command = text, headers = new { authorization = $"Bearer {plants.GitHub()}" } }, result = text, isError = true },
            },
        }).ToList();
        await Post(platform, $"/v2/runs/{id}/steps", new { steps });
        await Post(platform, $"/v2/runs/{id}/complete", new { outcome = new { status = "failed", checks = new[] { new { name = $"check {plants.GitHub()}", passed = false, detail = texts[2] } } } });
        return id;
    }

    private static async Task Compile(Platform platform, PlantedSecrets plants, Guid run)
    {
        var filler = string.Concat(Enumerable.Repeat("ordinary words of an ordinary file\n", 4000));
        var items = plants.Texts().Select((text, i) => new
        {
            id = $"item {i} {plants.GitHub()}", kind = "file", text = text + (i == 0 ? filler : ""), source = new { uri = $"https://x:{plants.Password()}@host/{i}?token={plants.GitHub()}", span = plants.Npm() },
            summary = i == 1 ? plants.GitHub() : null,
        }).ToList();
        await Post(platform, "/v2/context/compile", new
        {
            task = $"Deploy with {plants.GitHub()}: {plants.Texts().First()}", scope = new { repo = $"acme/{plants.GitHub()}", user = plants.Slack() }, budget = 4000, items, runId = run, model = plants.Npm(),
        }, "compile-" + plants.GitHub());
        await Post(platform, "/v2/policies/evaluate", new { scope = new { }, subjects = new[] { new { id = plants.GitHub(), kind = "action", name = $"run {plants.Stripe()}" } }, runId = run });
        using var search = await platform.Client.GetAsync($"/v2/memory/search?q={Uri.EscapeDataString(string.Join(' ', plants.Texts()))}");
        using var list = await platform.Client.GetAsync($"/v2/runs?q={plants.GitHub()}&repo={plants.Npm()}");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (search.StatusCode, list.StatusCode));
    }

    private static async Task Refusals(Platform platform, PlantedSecrets plants)
    {
        foreach (var (path, body) in new[]
        {
            ("/v2/runs", "{\"task\": tru" + plants.GitHub()), ("/v2/runs", $"{{\"{plants.GitHub()}\": 1}}"), ($"/v2/{plants.GitHub()}", "{}"), ("/v2/context/compile", $"{{\"budget\": \"{plants.GitHub()}\"}}"),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            request.Headers.TryAddWithoutValidation("Idempotency-Key", plants.GitHub());
            using var refused = await platform.Client.SendAsync(request);
            Assert.True((int)refused.StatusCode is >= 400 and < 500, $"{path}: {refused.StatusCode}");
        }
    }

    /// <summary>Without this the test would pass for a platform that keeps nothing at all.</summary>
    private static async Task MarksStandWhereSecretsWere(Platform platform, Guid run)
    {
        var transcript = await platform.Client.GetStringAsync($"/v2/runs/{run}/transcript");
        Assert.True(transcript.Split("[redacted:").Length > 40, transcript);
        var redactions = await platform.Client.GetFromJsonAsync<JsonElement>($"/v2/runs/{run}/redactions");
        Assert.True(redactions.GetProperty("totals").EnumerateObject().Count() > 5, redactions.ToString());
    }

    /// <summary>Every job has ended and every message was taken.</summary>
    private static async Task Settled(Platform platform)
    {
        foreach (var service in new[] { "recorder", "memory", "context", "policy" })
        {
            await using var connection = new NpgsqlConnection(platform.Database(service + "db"));
            await connection.OpenAsync();
            await using var open = new NpgsqlCommand(
                "SELECT (SELECT count(*) FROM outbox WHERE done_at IS NULL) + (SELECT count(*) FROM jobs WHERE finished_at IS NULL)", connection);
            var deadline = DateTime.UtcNow + Patience;
            while ((long)(await open.ExecuteScalarAsync())! > 0)
            {
                Assert.True(DateTime.UtcNow < deadline, $"{service} does not come to rest");
                await Task.Delay(100);
            }
        }
    }

    private static IEnumerable<string> InFiles(string state, PlantedSecrets plants)
    {
        foreach (var file in Directory.EnumerateFiles(state, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
        {
            byte[] bytes;
            try
            {
                bytes = File.ReadAllBytes(file);
            }
            catch (IOException)
            {
                // A running server removes files as it goes; they are looked at again when it has stopped.
                continue;
            }

            foreach (var secret in plants.In(bytes))
            {
                yield return $"{Path.GetRelativePath(state, file)}: {secret}";
            }
        }
    }

    private static async Task Upload(Platform platform, byte[] body, string name)
    {
        using var response = await platform.Client.PostAsync($"/v2/runs/import?name={Uri.EscapeDataString(name)}", new ByteArrayContent(body));
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, await response.Content.ReadAsStringAsync());
    }

    private static async Task<JsonElement> Post(Platform platform, string path, object body, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        if (idempotencyKey is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        }

        using var response = await platform.Client.SendAsync(request);
        Assert.True(response.IsSuccessStatusCode, $"{path}: {await response.Content.ReadAsStringAsync()}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static async Task Execute(Platform platform, string sql)
    {
        await using var connection = new NpgsqlConnection(platform.Database("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static string Claude(string session, string text, PlantedSecrets plants) => string.Join('\n',
    [
        JsonSerializer.Serialize(new { type = "user", uuid = "u1", timestamp = "2026-01-21T06:00:01.000Z", sessionId = session, cwd = $"/home/me/{plants.GitHub()}", version = "2.1.14", isSidechain = false, message = new { role = "user", content = $"Please run this: {text}" } }),
        JsonSerializer.Serialize(new { type = "assistant", uuid = "a1", timestamp = "2026-01-21T06:00:03.000Z", sessionId = session, isSidechain = false, message = new { id = "m1", role = "assistant", model = "claude-x", content = new object[] { new { type = "text", text = $"I see {text}" }, new { type = "tool_use", id = plants.GitHub(), name = "Bash", input = new { command = $"cat <<EOF\n{text}\nEOF", env = new { TOKEN = plants.GitHub() } } } }, usage = new { input_tokens = 3, output_tokens = 30 } } }),
        JsonSerializer.Serialize(new { type = "user", uuid = "u2", timestamp = "2026-01-21T06:00:04.000Z", sessionId = session, isSidechain = false, message = new { role = "user", content = new object[] { new { type = "tool_result", tool_use_id = "t1", content = $"output\n{text}", is_error = true } } } }),
        JsonSerializer.Serialize(new { type = "a-new-kind", sessionId = session, anything = text, uuid = plants.GitHub() }),
    ]) + "\n";

    private static string Mini(PlantedSecrets plants) => JsonSerializer.Serialize(new
    {
        info = new
        {
            model_stats = new { instance_cost = 0.02, api_calls = 1 }, mini_version = "2.0.0", exit_status = "Submitted", submission = $"diff {plants.GitHub()}",
            config = new { agent = new { system_template = "You help." }, model = new { model_name = $"acme/{plants.GitHub()}", model_kwargs = new { api_key = plants.Stripe() } } },
        },
        messages = new object[]
        {
            new { role = "system", content = "You help." },
            new { role = "user", content = $"Fix it. {plants.Texts().First()}" },
            new { role = "assistant", content = "Look.", tool_calls = new[] { new { id = plants.GitHub(), type = "function", function = new { name = "bash", arguments = JsonSerializer.Serialize(new { command = plants.Texts().Skip(4).First() }) } } } },
            new { role = "tool", tool_call_id = "c1", content = $"<returncode>0</returncode>\n<output>\n{plants.Texts().Skip(1).First()}\n</output>", extra = new { raw_output = plants.GitHub(), returncode = 0 } },
        },
        trajectory_format = "mini-swe-agent-1.1",
        instance_id = $"acme__{plants.GitHub()}",
    });

    private static byte[] TarGz(IEnumerable<(string Name, string Content)> files)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var (name, content) in files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) });
            }
        }

        return bytes.ToArray();
    }
}
