using System.CommandLine;
using Cli.Output;
using Contracts.Provenance;

namespace Cli.Commands;

internal static class ProvenanceCommand
{
    public static Command Create(Options options)
    {
        Argument<string> kind = new("kind") { Description = $"{string.Join(", ", ProvenanceKinds.All)}." };
        Argument<string> id = new("id") { Description = "Its id; RUN:SEQ for a step, the hash for a blob." };
        Option<int?> depth = new("--depth") { Description = "How many edges away, 1 to 6 (default 5)." };
        Option<bool> origins = new("--origins") { Description = "Only where it came from." };
        Option<bool> effects = new("--effects") { Description = "Only what came of it." };
        Option<string?> relation = new("--relation") { Description = "Only the neighbours by this relation, a page at a time; with --origins or --effects." };
        Option<int?> limit = new("--limit") { Description = "Neighbours of one thing by one relation, 1 to 200 (default 20)." };
        Option<string?> cursor = new("--cursor") { Description = "Where the page before ended." };
        var command = new Command("provenance", "Where a thing came from, to the words in the run, and what came of it") { kind, id, depth, origins, effects, relation, limit, cursor };
        options.Run(command, async (parsed, session) =>
        {
            var direction = (parsed.GetValue(origins), parsed.GetValue(effects)) switch { (true, false) => "origins", (false, true) => "effects", _ => "both" };
            var graph = await session.Api.Provenance.Show(
                parsed.GetValue(kind)!, parsed.GetValue(id)!, parsed.GetValue(depth), direction, parsed.GetValue(relation), parsed.GetValue(limit), parsed.GetValue(cursor), session.Cancel);
            session.Terminal.Result(graph, _ => session.Terminal.Raw(ProvenanceTree.Render(graph, session.Api.Page)));
            return ExitCodes.Ok;
        });
        return command;
    }
}
