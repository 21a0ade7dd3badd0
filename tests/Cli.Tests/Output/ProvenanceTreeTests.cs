using Cli.Output;
using Contracts.Recorder;
using Xunit;

namespace Cli.Tests.Output;

public sealed class ProvenanceTreeTests
{
    private static readonly ProvenanceRef Run = new("run", "r"), Step = new("step", "r:3"), Candidate = new("candidate", "m"), Memory = new("memory", "m"), Compile = new("compile", "c");

    private static readonly ProvenanceGraph Graph = new(
        Memory, 5, ProvenanceDirection.Both,
        [Node(Memory, 0, "Tests run with make"), Node(Candidate, -1, "Tests run with make"), Node(Step, -2, "Step 3, bash: make test"), Node(Run, -3, "Fix it"), Node(Compile, 1, "Fix it again")],
        [
            Edge(Candidate, Memory, "accepted"), Edge(Step, Candidate, "quoted", new ProvenanceQuote("result", 4, 12, "all\ngood")), Edge(Run, Step, "step"), Edge(Memory, Compile, "included"),
            Edge(Compile, Run, "window"),
        ],
        [new ProvenanceMore(Memory, ProvenanceDirection.Effects, "included", 1200, true, "/v2/provenance/memory/m?direction=effects&relation=included&cursor=abc")]);

    [Fact]
    public void The_tree_ends_in_the_words()
    {
        var lines = ProvenanceTree.Render(Graph, path => "http://here/" + path).ReplaceLineEndings("\n");

        Assert.Contains(
            """
            Where it came from
              was candidate m  Tests run with make
                rests on step r:3  Step 3, bash: make test
                    result[4..12]
                    > all
                    > good
                  in run r  Fix it
            """.ReplaceLineEndings("\n"), lines, StringComparison.Ordinal);
        Assert.StartsWith("memory m  Tests run with make\nhttp://here/memories/m\n", lines, StringComparison.Ordinal);
    }

    [Fact]
    public void What_came_of_it_says_how_to_go_on_and_a_circle_ends()
    {
        var lines = ProvenanceTree.Render(Graph, path => path);

        Assert.Contains("went into compile c  Fix it again", lines, StringComparison.Ordinal);
        Assert.Contains("… 1,200 or more more: ctx provenance memory m --effects --relation included --cursor abc", lines, StringComparison.Ordinal);
        Assert.Contains("seen by run r  Fix it", lines, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_that_are_not_there_any_more_are_said_to_be_gone()
    {
        var gone = Graph with { Edges = [.. Graph.Edges.Select(e => e with { Quotes = [.. e.Quotes.Select(q => q with { Text = null })] })] };
        Assert.Contains("result[4..12]: nothing is at that place any more", ProvenanceTree.Render(gone, path => path), StringComparison.Ordinal);
    }

    private static ProvenanceNode Node(ProvenanceRef of, int distance, string title) => new(of.Kind, of.Id, distance, title, null, "/memories/m", new Dictionary<string, string>());

    private static ProvenanceEdge Edge(ProvenanceRef from, ProvenanceRef to, string relation, params ProvenanceQuote[] quotes) => new(from, to, relation, null, quotes);
}
