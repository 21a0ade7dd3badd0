using FsCheck;
using FsCheck.Fluent;
using Recorder.Domain.Provenance;
using Xunit;

namespace Recorder.Tests.Domain;

public sealed class ProvenanceWalkTests
{
    private static readonly int Cases = Environment.GetEnvironmentVariable("CTX_THOROUGH") == "1" ? 10_000 : 1_000;

    /// <summary>Any history: things 0 to 11, edges between any two of them, circles and loops included.</summary>
    private static readonly Arbitrary<Edge[]> Histories =
        (from a in Gen.Choose(0, 11) from b in Gen.Choose(0, 11) from r in Gen.Elements("included", "merged", "window") select new Edge(Key(a), Key(b), r, null, [])).ArrayOf().ToArbitrary();

    [Fact]
    public void Whatever_came_of_a_thing_has_the_thing_among_its_origins()
    {
        Prop.ForAll(Histories, history =>
        {
            foreach (var effect in Walked(Key(0), Way.Effects, history).Distances.Keys)
            {
                Assert.Contains(Key(0), Walked(effect, Way.Origins, history).Distances.Keys);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));
    }

    [Fact]
    public void Every_edge_has_both_ends_and_what_is_left_out_is_counted()
    {
        Prop.ForAll(Histories, Gen.Choose(1, 6).ToArbitrary(), Gen.Choose(1, 12).ToArbitrary(), (history, depth, most) =>
        {
            var walk = Walked(Key(0), Way.Effects, history, depth, most);
            Assert.True(walk.Distances.Count <= most);
            Assert.All(walk.Edges, e => Assert.True(walk.Distances.ContainsKey(e.From) && walk.Distances.ContainsKey(e.To)));
            foreach (var by in history.Distinct().Where(e => walk.Distances.ContainsKey(e.From)).GroupBy(e => (e.From, e.Relation)))
            {
                var shown = by.Count(e => walk.Edges.Contains(e));
                Assert.Equal(by.Count() - shown, walk.Cuts.Where(c => c.Of == by.Key.From && c.Relation == by.Key.Relation).Sum(c => c.Count));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases));
    }

    [Fact]
    public void The_nearest_distance_counts_and_origins_are_negative()
    {
        Edge[] history = [new(Key(1), Key(0), "merged", null, []), new(Key(2), Key(1), "merged", null, []), new(Key(2), Key(0), "merged", null, [])];
        Assert.Equal(-1, Walked(Key(0), Way.Origins, history).Distances[Key(2)]);
    }

    [Theory]
    [InlineData("run", "0193b1c2-0000-7000-8000-000000000001", true)]
    [InlineData("run", "nothing", false)]
    [InlineData("step", "0193b1c2-0000-7000-8000-000000000001:12", true)]
    [InlineData("step", "0193b1c2-0000-7000-8000-000000000001:-1", false)]
    [InlineData("step", "0193b1c2-0000-7000-8000-000000000001:99999999999", false)]
    [InlineData("step", "0193b1c2-0000-7000-8000-000000000001", false)]
    [InlineData("blob", "AB", false)]
    [InlineData("replay", "r-1", true)]
    [InlineData("case", "a/b", false)]
    [InlineData("case", "", false)]
    [InlineData("", "x", false)]
    public void An_id_fits_its_kind(string kind, string id, bool fits) => Assert.Equal(fits, NodeKey.TryParse(kind, id, out _));

    [Fact]
    public void Two_ways_to_write_an_id_are_one_thing()
    {
        Assert.True(NodeKey.TryParse("step", "0193B1C2-0000-7000-8000-00000000000A:007", out var key));
        Assert.Equal("0193b1c2-0000-7000-8000-00000000000a:7", key.Id);
        Assert.Equal((Guid.Parse("0193b1c2-0000-7000-8000-00000000000a"), 7), (key.RunId, key.Seq));
    }

    private static NodeKey Key(int n) => new("memory", $"m{n}");

    private static ProvenanceWalk Walked(NodeKey root, Way way, IReadOnlyCollection<Edge> history, int depth = 20, int most = 100)
    {
        var walk = new ProvenanceWalk(root, most);
        IReadOnlyList<NodeKey> frontier = [root];
        for (var layer = 1; layer <= depth + 1 && frontier.Count > 0; layer++)
        {
            frontier = walk.Take(way, layer, layer <= depth, frontier.SelectMany(of => history.Distinct().Where(e => (way == Way.Origins ? e.To : e.From) == of)
                .GroupBy(e => e.Relation).Select(g => new Fan(of, g.Key, [.. g], g.Count(), false, null))));
        }

        return walk;
    }
}
