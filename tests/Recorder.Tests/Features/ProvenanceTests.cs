using System.Net;
using System.Net.Http.Json;
using Contracts.Provenance;
using Contracts.Recorder;
using Harness;
using Substrate.Json;
using Substrate.Policies;
using Substrate.Scoping;
using Xunit;

namespace Recorder.Tests.Features;

public sealed class ProvenanceTests(ModuleHost<RecorderModule> host) : IClassFixture<ModuleHost<RecorderModule>>
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly RecorderClient _client = new(host.As(CallerRole.Member));

    [Fact]
    public async Task From_a_memory_to_the_exact_words_and_from_a_run_to_everything_that_came_of_it()
    {
        var run = await Recorded();
        var later = await Recorded("Fix it again");
        var (memory, compile) = (Guid.NewGuid(), Guid.NewGuid());
        await Told(Learned(run.Id, memory), Used(memory, compile, later.Id));

        var origins = await Show("memory", memory, "direction=origins");

        Assert.Equal(["memory", "candidate", "episode", "step", "run"], origins.Nodes.OrderByDescending(n => n.Distance).ThenBy(n => n.Kind).Select(n => n.Kind));
        var words = Assert.Single(origins.Edges.Single(e => e.Relation == "quoted").Quotes);
        Assert.Equal(("result", 4, 10, "passed"), (words.Field, words.Start, words.End, words.Text));
        Assert.Equal($"/runs/{run.Id}?step=2", origins.Nodes.Single(n => n.Kind == "step").Page);
        Assert.Contains("pytest", origins.Nodes.Single(n => n.Kind == "step").Title, StringComparison.Ordinal);

        var effects = await Show("run", run.Id, "direction=effects");
        Assert.Contains(effects.Nodes, n => n.Kind == "memory" && n.Id == memory.ToString());
        Assert.Contains(effects.Nodes, n => n.Kind == "compile" && n.Id == compile.ToString());
        Assert.Contains(effects.Nodes, n => n.Kind == "run" && n.Id == later.Id.ToString() && n.Distance == 5);
        Assert.Equal(2, effects.More.Single(m => m.Of.Id == run.Id.ToString() && m.Relation == "step").Count);
        Assert.Equal("passed", (await Show("compile", compile)).Edges.Single(e => e.Relation == "quoted").Quotes[0].Text);

        var steps = await Get($"/v2/provenance/run/{run.Id}?direction=effects&relation=step&limit=2");
        var rest = await Get(Assert.Single(steps.More, m => m.Of.Kind == "run").Next);
        Assert.Equal(["0", "1", "2"], steps.Nodes.Concat(rest.Nodes).Where(n => n.Kind == "step").Select(n => n.Id.Split(':')[1]).Order());
    }

    [Fact]
    public async Task What_is_told_twice_is_there_once()
    {
        var run = await Recorded();
        var memory = Guid.NewGuid();
        var message = Learned(run.Id, memory);
        var id = await Told(message);
        var before = await Show("memory", memory);
        await host.Platform.ExecuteAsync("recorder", "DELETE FROM inbox");
        await host.Platform.DeliverAsync("recorder", message, messageId: id);
        await Handled(id);
        await Told(message);

        var after = await Show("memory", memory);
        Assert.Equal(before.Edges.Select(e => (e.From, e.To, e.Relation)), after.Edges.Select(e => (e.From, e.To, e.Relation)));
        Assert.Equal(4L, await host.Platform.ScalarAsync<long>("recorder", "SELECT count(*) FROM provenance_edges WHERE to_id = $1 OR from_id LIKE $2", memory.ToString(), run.Id + "%"));
    }

    [Fact]
    public async Task The_latest_word_on_a_thing_wins_and_what_was_taken_back_leads_nowhere()
    {
        var run = await Recorded();
        var memory = Guid.NewGuid();
        await Told(Learned(run.Id, memory));
        await Told(new ProvenanceRecorded { Nodes = [Node("memory", memory, "newer", At.AddMinutes(2))], Edges = [] });
        await Told(new ProvenanceRecorded { Nodes = [Node("memory", memory, "older", At.AddMinutes(1))], Edges = [] });
        Assert.Equal("newer", (await Show("memory", memory)).Nodes[0].Title);

        await Told(new ProvenanceRecorded { Nodes = [Node("memory", memory, "newer", At.AddMinutes(3)) with { Gone = true }], Edges = [] });
        await Refused($"/v2/provenance/memory/{memory}", HttpStatusCode.NotFound, "not_known");
        Assert.DoesNotContain((await Show("run", run.Id)).Nodes, n => n.Kind == "memory");
    }

    [Fact]
    public async Task An_edge_waits_until_both_of_its_ends_are_known()
    {
        var (memory, compile) = (Guid.NewGuid(), Guid.NewGuid());
        await Told(Used(memory, compile, Guid.NewGuid()));
        Assert.Empty((await Show("compile", compile)).Edges);

        await Told(new ProvenanceRecorded { Nodes = [Node("memory", memory, "m", At)], Edges = [] });
        Assert.Equal("included", Assert.Single((await Show("compile", compile)).Edges).Relation);
    }

    [Fact]
    public async Task Many_neighbours_come_a_page_at_a_time()
    {
        var memory = Guid.NewGuid();
        var compiles = Enumerable.Range(0, 45).Select(_ => Guid.NewGuid()).ToList();
        await Told([new ProvenanceRecorded { Nodes = [Node("memory", memory, "m", At)], Edges = [] }, .. compiles.Chunk(9).Select(some => new ProvenanceRecorded
        {
            Nodes = [.. some.Select(c => Node("compile", c, "c", At))], Edges = [.. some.Select(c => Edge("memory", memory.ToString(), "included", "compile", c))],
        })]);

        var page = await Show("memory", memory);
        var seen = new List<string>();
        for (var pages = 1; ; pages++)
        {
            seen.AddRange(page.Nodes.Where(n => n.Kind == "compile").Select(n => n.Id));
            if (page.More.SingleOrDefault(m => m.Relation == "included") is not { } more)
            {
                Assert.Equal(3, pages);
                break;
            }

            Assert.Equal(45 - seen.Count, more.Count);
            page = await Get(more.Next);
        }

        Assert.Equal(compiles.Select(c => c.ToString()).Order(), seen.Order());
    }

    [Fact]
    public async Task A_reader_is_shown_nothing_above_his_ceiling()
    {
        var run = await Recorded();
        var memory = Guid.NewGuid();
        var told = Learned(run.Id, memory);
        await Told(told with
        {
            Nodes = [.. told.Nodes.Select(n => n.Kind == "episode" ? n : n with { Sensitivity = Sensitivity.Confidential })],
            Edges = [.. told.Edges.Select(e => e.Relation == "episode" ? e : e with { Sensitivity = Sensitivity.Confidential })],
        });

        Assert.Contains((await Show("run", run.Id)).Nodes, n => n.Kind == "memory");
        using var viewer = host.As(CallerRole.Viewer);
        Assert.Equal(["run"], (await RecorderClient.Ok<ProvenanceGraph>(await viewer.GetAsync($"/v2/provenance/run/{run.Id}"))).Nodes.Select(n => n.Kind));
        await RecorderClient.Refused(await viewer.GetAsync($"/v2/provenance/memory/{memory}"), HttpStatusCode.NotFound);
        using var stranger = host.As(CallerRole.Owner, Guid.CreateVersion7());
        await RecorderClient.Refused(await stranger.GetAsync($"/v2/provenance/run/{run.Id}"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_payload_leads_to_every_step_that_holds_it_and_to_the_window_it_was_given_to()
    {
        var first = await Recorded();
        var second = await Recorded("The same again");
        var hash = (await _client.Steps(first.Id)).Single(s => s.Seq == 2).ToolCall!.ResultHash!;
        var compile = Guid.NewGuid();
        await Told(new ProvenanceRecorded { Nodes = [Node("compile", compile, "c", At)], Edges = [Edge("blob", hash, "given", "compile", compile)] });

        var origins = await Show("blob", hash, "direction=origins");
        Assert.Equal(new[] { $"{first.Id}:2", $"{second.Id}:2" }.Order(), origins.Nodes.Where(n => n.Kind == "step").Select(n => n.Id).Order().Where(id => id.StartsWith(first.Id.ToString(), StringComparison.Ordinal) || id.StartsWith(second.Id.ToString(), StringComparison.Ordinal)));
        Assert.Contains((await Show("run", first.Id, "direction=effects")).Nodes, n => n.Kind == "compile" && n.Id == compile.ToString() && n.Distance == 3);
        Assert.Equal(["args", "result"], (await Show("step", $"{first.Id}:2", "direction=effects&depth=1")).Edges.Select(e => e.Relation).Order());
    }

    [Theory]
    [InlineData("thing/x", "unknown_kind", HttpStatusCode.BadRequest)]
    [InlineData("run/x", "not_known", HttpStatusCode.NotFound)]
    [InlineData("memory/0193b1c2-0000-7000-8000-00000000dead", "not_known", HttpStatusCode.NotFound)]
    [InlineData("memory/0193b1c2-0000-7000-8000-00000000dead?depth=7", "invalid_parameter", HttpStatusCode.BadRequest)]
    [InlineData("memory/0193b1c2-0000-7000-8000-00000000dead?direction=up", "invalid_parameter", HttpStatusCode.BadRequest)]
    [InlineData("memory/0193b1c2-0000-7000-8000-00000000dead?relation=included", "invalid_parameter", HttpStatusCode.BadRequest)]
    [InlineData("memory/0193b1c2-0000-7000-8000-00000000dead?relation=x&direction=effects", "invalid_parameter", HttpStatusCode.BadRequest)]
    [InlineData("memory/0193b1c2-0000-7000-8000-00000000dead?limit=0", "invalid_limit", HttpStatusCode.BadRequest)]
    [InlineData("memory/0193b1c2-0000-7000-8000-00000000dead?cursor=AAAAAAAAAAE", "invalid_cursor", HttpStatusCode.BadRequest)]
    public Task What_cannot_be_answered_is_refused(string query, string code, HttpStatusCode status) => Refused("/v2/provenance/" + query, status, code);

    [Fact]
    public async Task News_of_an_impossible_thing_is_a_dead_letter()
    {
        var id = await host.Platform.DeliverAsync("recorder", new ProvenanceRecorded { Nodes = [], Edges = [Edge("run", "nobody", "window", "memory", Guid.NewGuid())] });
        await Eventually.Holds(async () => await host.Platform.ScalarAsync<long>("recorder", "SELECT count(*) FROM dead_letters WHERE message_id = $1", id) == 1, "it is kept as a dead letter");
    }

    [Fact]
    public async Task In_any_history_what_came_of_a_thing_has_it_among_its_origins_and_every_end_resolves()
    {
        var random = new Random(7);
        for (var round = 0; round < 6; round++)
        {
            var runs = new List<RunView>();
            for (var i = 0; i < 3; i++) { runs.Add(await Recorded($"History {round}.{i}")); }
            var (memories, compiles) = (Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToList(), Enumerable.Range(0, 4).Select(_ => Guid.NewGuid()).ToList());
            await Told([.. memories.Select(m => Learned(runs[random.Next(3)].Id, m)), .. Enumerable.Range(0, 7).Select(_ => Used(memories[random.Next(5)], compiles[random.Next(4)], runs[random.Next(3)].Id))]);

            foreach (var run in runs)
            {
                var effects = await Show("run", run.Id, "direction=effects&depth=6&limit=200");
                Resolves(effects);
                foreach (var effect in effects.Nodes)
                {
                    var origins = await Get($"/v2/provenance/{effect.Kind}/{effect.Id}?direction=origins&depth=6&limit=200");
                    Resolves(origins);
                    Assert.Contains(origins.Nodes, n => n.Kind == "run" && n.Id == run.Id.ToString());
                }
            }
        }
    }

    private static void Resolves(ProvenanceGraph graph)
    {
        var nodes = graph.Nodes.Select(n => new ProvenanceRef(n.Kind, n.Id)).ToHashSet();
        Assert.Equal(graph.Nodes.Count, nodes.Count);
        Assert.All(graph.Edges, e => Assert.True(nodes.Contains(e.From) && nodes.Contains(e.To)));
    }

    private async Task<RunView> Recorded(string task = "Fix the parser")
    {
        var run = await _client.Begin(task);
        await _client.Appended(run.Id, RecorderClient.User(0, task), RecorderClient.Llm(1, "I run the tests."), RecorderClient.Tool(2, "pytest -q", "all passed"));
        return await _client.Completed(run.Id);
    }

    private static ProvenanceRecorded Learned(Guid run, Guid memory)
    {
        var episode = Guid.NewGuid();
        return new()
        {
            Nodes = [Node("episode", episode, "Run the tests", At), Node("candidate", memory, "Tests run with pytest", At), Node("memory", memory, "Tests run with pytest", At)],
            Edges =
            [
                Edge("run", run.ToString(), "episode", "episode", episode), Edge("episode", episode.ToString(), "suggested", "candidate", memory),
                Edge("step", $"{run}:2", "quoted", "candidate", memory) with { Places = [new() { Field = "result", Start = 4, End = 10 }] },
                Edge("candidate", memory.ToString(), "accepted", "memory", memory),
            ],
        };
    }

    private static ProvenanceRecorded Used(Guid memory, Guid compile, Guid run) => new()
    {
        Nodes = [Node("compile", compile, "Fix it again", At)],
        Edges = [Edge("memory", memory.ToString(), "included", "compile", compile), Edge("compile", compile.ToString(), "window", "run", run)],
    };

    private static RecordedNode Node(string kind, Guid id, string title, DateTimeOffset asOf) => new()
    {
        Kind = kind, Id = id.ToString(), Title = title, Page = "/", Attributes = new Dictionary<string, string>(), Sensitivity = Sensitivity.Internal, At = At, AsOf = asOf, Gone = false,
    };

    private static RecordedEdge Edge(string fromKind, string from, string relation, string toKind, Guid to) => new()
    {
        FromKind = fromKind, FromId = from, ToKind = toKind, ToId = to.ToString(), Relation = relation, Places = [], Sensitivity = Sensitivity.Internal, At = At,
    };

    private async Task<Guid> Told(params ProvenanceRecorded[] messages)
    {
        var last = Guid.Empty;
        foreach (var message in messages)
        {
            last = await host.Platform.DeliverAsync("recorder", message);
            await Handled(last);
        }

        return last;
    }

    private Task Handled(Guid id) =>
        Eventually.Holds(async () => await host.Platform.ScalarAsync<long>("recorder", "SELECT count(*) FROM inbox WHERE message_id = $1", id) == 1, "it is handled");

    private Task<ProvenanceGraph> Show(string kind, object id, string query = "") => Get($"/v2/provenance/{kind}/{id}?{query}");

    private async Task<ProvenanceGraph> Get(string path) => (await _client.Http.GetFromJsonAsync<ProvenanceGraph>(path, PlatformJson.Options))!;

    private async Task Refused(string path, HttpStatusCode status, string code)
    {
        using var answer = await _client.Http.GetAsync(path);
        Assert.Equal(code, (await RecorderClient.Refused(answer, status)).Code);
    }
}
