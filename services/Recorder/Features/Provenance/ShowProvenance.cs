using Contracts.Provenance;
using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Recorder.Domain.Provenance;
using Recorder.Storage;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using Substrate.Policies;
using Substrate.Scoping;

namespace Recorder.Features.Provenance;

/// <summary>GET /v2/provenance/{kind}/{id}: where a thing came from, and what came of it.</summary>
internal static class ShowProvenance
{
    private const int DefaultDepth = 5;
    private const int MaxDepth = 6;
    private const int DefaultLimit = 20;
    private const int MostNodes = 500;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/provenance/{kind}/{id}", Handle)
        .WithName("Recorder.ShowProvenance").WithSummary("Where a thing came from, and what came of it")
        .WithDescription(
            $"kind is one of {string.Join(", ", ProvenanceKinds.All)}; the id of a step is RUN:SEQ, that of a blob its hash. depth is 1 to {MaxDepth} (default {DefaultDepth}), direction both, "
            + $"origins or effects, limit the neighbours of one node by one relation (1 to 200, default {DefaultLimit}). An answer has at most {MostNodes} nodes; more says what was left out and "
            + "how to go on: with relation, one node's neighbours by one relation, a page at a time.")
        .ProducesProblem(400).ProducesProblem(404);

    private static async Task<Results<Ok<ProvenanceGraph>, ProblemHttpResult>> Handle(
        string kind, string id, Caller caller, Database<RecorderDb> database, CancellationToken ct,
        int? depth = null, string? direction = null, string? relation = null, int? limit = null, string? cursor = null)
    {
        if (!ProvenanceKinds.All.Contains(kind))
        {
            return Problem.Invalid("unknown_kind", $"kind is one of {string.Join(", ", ProvenanceKinds.All)}.", "kind", $"Got {kind}.");
        }

        if (depth is < 1 or > MaxDepth)
        {
            return Problem.Invalid("invalid_parameter", $"depth must be 1 to {MaxDepth}.", "depth");
        }

        if (!SnakeCase.TryEnum<ProvenanceDirection>(direction ?? "both", out var ways))
        {
            return Problem.Invalid("invalid_parameter", "direction must be both, origins or effects.", "direction");
        }

        if (relation is not null && (ways == ProvenanceDirection.Both || !ProvenanceRelations.Told.Concat(ProvenanceRelations.Own).Contains(relation)))
        {
            return Problem.Invalid("invalid_parameter", $"relation goes with direction origins or effects, and is one of {string.Join(", ", ProvenanceRelations.Told.Concat(ProvenanceRelations.Own))}.", "relation");
        }

        if (!PageRequest.TryRead(limit ?? DefaultLimit, cursor, out var page, out var problem) || !page.TryAfter(out var after, out problem))
        {
            return problem!;
        }

        if (after is not null && relation is null)
        {
            return Problem.Invalid("invalid_cursor", "A cursor goes on with one relation.", "relation");
        }

        if (!NodeKey.TryParse(kind, id, out var root))
        {
            return Unknown(kind, id);
        }

        var visible = PolicyEvaluator.Limits(BuiltInEnvelopes.Default, caller.Role, []).MaxSensitivity;
        var ceiling = Enum.GetValues<Sensitivity>().Where(s => s <= visible).Select(SnakeCase.OfEnum).ToArray();
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        // One snapshot: what the walk meets must still be there when it is named.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        if ((await ProvenanceNodes.ReadAsync(connection, caller.OrgId, ceiling, new Dictionary<NodeKey, int> { [root] = 0 }, ct)).Count == 0)
        {
            return Unknown(kind, id);
        }

        var asked = new Asked(root, relation is null ? depth ?? DefaultDepth : 1, ways, relation, page.Limit, after);
        var walk = await WalkAsync(connection, asked, way => new NeighbourQuery(caller.OrgId, way, ceiling, [], page.Limit), ct);
        var nodes = await ProvenanceNodes.ReadAsync(connection, caller.OrgId, ceiling, walk.Distances, ct);
        var edges = walk.Edges.Where(e => nodes.ContainsKey(e.From) && nodes.ContainsKey(e.To)).ToList();
        return TypedResults.Ok(GraphView.Of(asked, walk, nodes, edges, await QuotedWords.ReadAsync(connection, caller.OrgId, edges, ct)));
    }

    private static async Task<ProvenanceWalk> WalkAsync(NpgsqlConnection connection, Asked asked, Func<Way, NeighbourQuery> query, CancellationToken ct)
    {
        var walk = new ProvenanceWalk(asked.Root, MostNodes);
        foreach (var way in asked.Ways)
        {
            IReadOnlyList<NodeKey> frontier = [asked.Root];
            for (var layer = 1; layer <= asked.Depth + 1 && frontier.Count > 0; layer++)
            {
                var own = query(way) with { Relations = asked.Relation is null || layer > 1 ? ProvenanceRelations.Own : [asked.Relation], After = layer == 1 ? asked.After : null };
                var told = own with { Relations = asked.Relation is null || layer > 1 ? ProvenanceRelations.Told : [asked.Relation] };
                frontier = walk.Take(way, layer, layer <= asked.Depth,
                    [.. await OwnNeighbours.ReadAsync(connection, frontier, asked.Root, own, ct), .. await ToldNeighbours.ReadAsync(connection, frontier, told, ct)]);
            }
        }

        return walk;
    }

    private static ProblemHttpResult Unknown(string kind, string id) =>
        Problem.NotFound("not_known", $"Nothing of kind {kind} with this id is known here.", $"Looked for {id}. What was made a moment ago may need a few seconds to be told of.");
}
