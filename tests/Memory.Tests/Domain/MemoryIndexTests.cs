using Memory.Domain.Learning;
using Memory.Domain.Search;
using Substrate.Compiling;
using Substrate.Scoping;

namespace Memory.Tests.Domain;

public sealed class MemoryIndexTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly MemoryIndex _index = new();

    private static IndexedMemory Memory(string text, Scope? scope = null, MemoryKind kind = MemoryKind.Fact, Sensitivity sensitivity = Sensitivity.Internal, Trust trust = Trust.ToolInternal,
        MemoryStatus status = MemoryStatus.Active, int expiresInDays = 10, Guid? id = null) =>
        new(id ?? Guid.NewGuid(), kind, "", text, scope ?? Scope.Everywhere, sensitivity, trust, status, 0.8, 1, 0, Now.AddDays(-1), Now.AddDays(expiresInDays), Guid.NewGuid());

    private SearchAnswer Search(string? q, Scope? scope = null, string? task = null, Sensitivity max = Sensitivity.Confidential, Trust min = Trust.ToolExternal, int limit = 10, params MemoryKind[] kinds) =>
        _index.Search(new SearchRequest(q, task, kinds.Length == 0 ? null : kinds.ToHashSet(), scope ?? Scope.Everywhere, max, min, limit, Now));

    [Theory]
    [InlineData("datetime field")]
    [InlineData("DateTimeField")]
    [InlineData("date_time")]
    [InlineData("fields.py")]
    [InlineData("serializing")]
    public void Code_is_found_by_its_parts(string query)
    {
        _index.Apply([Memory("`DateTimeField` in src/w/fields.py serializes dates"), Memory("unrelated words")], [], 1);
        Assert.StartsWith("`DateTimeField`", Search(query).Hits[0].Memory.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_caller_may_not_see_is_never_scored_and_counted_by_reason()
    {
        _index.Apply(
        [
            Memory("tests run by make"), Memory("tests of other", new Scope(Repo: "b/b")), Memory("tests secret", sensitivity: Sensitivity.Restricted), Memory("tests foreign", trust: Trust.ToolExternal),
            Memory("tests warn", kind: MemoryKind.Warning), Memory("tests held", status: MemoryStatus.Quarantined), Memory("tests old", expiresInDays: -1), Memory("tests pinned old", status: MemoryStatus.Pinned, expiresInDays: -1),
        ], [], 8);
        var answer = Search("tests", new Scope(Repo: "a/a"), null, Sensitivity.Internal, Trust.Model, 10, MemoryKind.Fact);
        Assert.Equal(["tests pinned old", "tests run by make"], answer.Hits.Select(h => h.Memory.Text).Order());
        Assert.Equal(new Dictionary<string, int> { ["scope_denied"] = 1, ["sensitivity_denied"] = 1, ["trust_too_low"] = 1, ["type_excluded"] = 1, ["quarantined"] = 1, ["expired"] = 1 }, answer.Filtered);
        Assert.Equal(8, answer.AsOf);
    }

    [Fact]
    public void A_task_brings_what_belongs_to_its_repository_and_a_query_only_what_matches()
    {
        _index.Apply([Memory("Run the tests with `make test`", new Scope(Repo: "a/a")), Memory("Parsers are tricky", new Scope(Repo: "a/a")), Memory("A general word")], [], 1);
        Assert.Equal("Parsers are tricky", Search(null, new Scope(Repo: "a/a"), "fix the parser").Hits[0].Memory.Text);
        Assert.Equal(2, Search(null, new Scope(Repo: "a/a"), "fix the parser").Hits.Count);
        Assert.Single(Search("parser", new Scope(Repo: "a/a")).Hits);
    }

    [Fact]
    public void Scores_lie_between_0_and_1_best_first_and_carry_their_parts()
    {
        _index.Apply(Enumerable.Range(0, 50).Select(i => Memory($"make test number {i} " + string.Concat(Enumerable.Repeat("filler ", i)))), [], 1);
        var hits = Search("make test 7", limit: 5).Hits;
        Assert.Equal(5, hits.Count);
        Assert.Contains("number 7", hits[0].Memory.Text, StringComparison.Ordinal);
        Assert.Equal(hits.OrderByDescending(h => h.Score).Select(h => h.Memory.Id), hits.Select(h => h.Memory.Id));
        Assert.All(hits, h => Assert.InRange(h.Score, 0, 1));
        Assert.Equal(["bm25", "confidence", "corroboration", "recency", "scope"], hits[0].Parts.Keys);
    }

    [Fact]
    public void A_change_of_status_text_or_existence_is_taken_over()
    {
        var id = Guid.NewGuid();
        _index.Apply([Memory("old words", id: id)], [], 1);
        _index.Apply([Memory("new words", id: id)], [], 2);
        Assert.Empty(Search("old").Hits);
        Assert.Single(Search("new").Hits);
        _index.Apply([Memory("new words", status: MemoryStatus.Expired, id: id)], [], 3);
        Assert.Empty(Search("new").Hits);
        _index.Apply([], [id], 4);
        Assert.Equal((0, 4L), (_index.Count, _index.AsOf));
    }

    [Fact]
    public void Many_rewrites_leave_the_same_answers_as_a_fresh_index()
    {
        var ids = Enumerable.Range(0, 1500).Select(_ => Guid.NewGuid()).ToList();
        for (var round = 0; round < 4; round++) { _index.Apply(ids.Select((id, i) => Memory($"round {round} word{i} common", id: id)), [], round); }
        using var fresh = new MemoryIndex();
        fresh.Apply(ids.Select((id, i) => Memory($"round 3 word{i} common", id: id)), [], 3);
        Assert.Equal(fresh.Search(Query("word77 common")).Hits.Select(h => (h.Memory.Id, h.Parts["bm25"])), _index.Search(Query("word77 common")).Hits.Select(h => (h.Memory.Id, h.Parts["bm25"])));
        Assert.Empty(_index.Search(Query("2")).Hits);
        static SearchRequest Query(string q) => new(q, null, null, Scope.Everywhere, Sensitivity.Confidential, Trust.ToolExternal, 1, Now);
    }

    public void Dispose() => _index.Dispose();
}
