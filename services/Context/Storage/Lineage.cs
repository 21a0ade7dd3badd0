using System.Globalization;
using Context.Domain;
using Contracts.Provenance;
using Substrate.Compiling;
using Substrate.Scoping;

namespace Context.Storage;

/// <summary>A compile as what is told of where its window came from: the memories in it, the things its items say they come from, and the run that used it.</summary>
internal static class Lineage
{
    private const int LongestTitle = 160;

    public static ProvenanceRecorded Of(IEnumerable<(Guid Id, Guid? RunId, StoredCompile Compile)> compiles)
    {
        var told = compiles.ToList();
        return new() { Nodes = [.. told.Select(c => Node(c.Id, c.Compile))], Edges = [.. told.SelectMany(c => Edges(c.Id, c.RunId, c.Compile))] };
    }

    private static RecordedNode Node(Guid id, StoredCompile compile)
    {
        var receipt = compile.Receipt;
        return new()
        {
            Kind = ProvenanceKinds.Compile, Id = $"{id:D}", Title = Line(compile.Task), Page = $"/context/{id:D}", Sensitivity = Sensitivity.Internal, At = receipt.At, AsOf = receipt.At, Gone = false,
            Attributes = new Dictionary<string, string>
            {
                ["tokens"] = Number(receipt.UsedTokens), ["budget"] = Number(receipt.Budget), ["included"] = Number(receipt.Entries.Count(e => e.Position is not null)),
                ["candidates"] = Number(receipt.Entries.Count),
            },
        };
    }

    private static IEnumerable<RecordedEdge> Edges(Guid id, Guid? runId, StoredCompile compile)
    {
        var at = compile.Receipt.At;
        if (runId is { } run)
        {
            yield return Edge(ProvenanceKinds.Compile, $"{id:D}", ProvenanceRelations.Window, ProvenanceKinds.Run, $"{run:D}", Sensitivity.Internal, at);
        }

        var items = compile.Items.ToDictionary(i => i.Item.Id, i => i.Item, StringComparer.Ordinal);
        foreach (var entry in compile.Receipt.Entries.Where(e => e.Position is not null))
        {
            var item = items[entry.ItemId];
            var memory = item.Kind == ItemKind.Memory && Guid.TryParseExact(item.Id, "D", out var parsed) ? $"{parsed:D}" : null;
            if (memory is not null)
            {
                yield return Edge(ProvenanceKinds.Memory, memory, ProvenanceRelations.Included, ProvenanceKinds.Compile, $"{id:D}", item.Sensitivity, at);
            }

            foreach (var (kind, from) in ItemOrigin.Of(item.Source).Where(o => o.Id != memory))
            {
                yield return Edge(kind, from, ProvenanceRelations.Given, ProvenanceKinds.Compile, $"{id:D}", item.Sensitivity, at);
            }
        }
    }

    private static RecordedEdge Edge(string fromKind, string from, string relation, string toKind, string to, Sensitivity sensitivity, DateTimeOffset at) => new()
    {
        FromKind = fromKind, FromId = from, ToKind = toKind, ToId = to, Relation = relation, Places = [], Sensitivity = sensitivity, At = at,
    };

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Line(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= LongestTitle)
        {
            return line;
        }

        return line[..(char.IsHighSurrogate(line[LongestTitle - 2]) ? LongestTitle - 2 : LongestTitle - 1)] + "…";
    }
}
