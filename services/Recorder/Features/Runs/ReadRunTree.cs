using Contracts.Recorder;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Recorder.Storage;
using ServiceDefaults.Tenancy;

namespace Recorder.Features.Runs;

/// <summary>GET /v2/runs/{id}/tree: the runs that a run is part of: its ancestors' root, and everything below that.</summary>
internal static class ReadRunTree
{
    private const int MaxNodes = 2000;
    private const int MaxDepth = 200;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v2/runs/{id:guid}/tree", Handle)
        .WithName("Recorder.ReadRunTree").WithSummary("A run's parents, children and branches")
        .WithDescription(
            $"Parents stand before their children; of one parent in the order in which they took place. At most {MaxNodes} runs, {MaxDepth} deep, nearest the root. "
            + "Each run is there once: where sources name each other as parents in a circle, the earliest run of the circle is the root.")
        .ProducesProblem(404);

    private static async Task<Results<Ok<RunTree>, ProblemHttpResult>> Handle(Guid id, Caller caller, Database<RecorderDb> database, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        var root = await Root(connection, caller.OrgId, id, ct);
        var nodes = await RunLinks.NodesAsync(connection, caller.OrgId, [root], children: false, 1, ct);
        if (nodes.Count == 0)
        {
            return RunRefusals.NoSuchRun(id);
        }

        var known = new HashSet<Guid> { root };
        for (var (level, depth) = (nodes.ToArray(), 0); level.Length > 0 && depth < MaxDepth && nodes.Count < MaxNodes; depth++)
        {
            var below = await RunLinks.NodesAsync(connection, caller.OrgId, [.. level.Select(n => n.RunId)], children: true, MaxNodes, ct);
            level = [.. below.Where(n => known.Add(n.RunId)).Take(MaxNodes - nodes.Count)];
            nodes.AddRange(level);
        }

        return TypedResults.Ok(new RunTree(root, nodes));
    }

    private static async Task<Guid> Root(NpgsqlConnection connection, Guid orgId, Guid id, CancellationToken ct)
    {
        var path = new List<Guid> { id };
        while (path.Count < MaxDepth && await RunLinks.ParentAsync(connection, orgId, path[^1], ct) is { } parent)
        {
            if (path.IndexOf(parent) is >= 0 and var again)
            {
                return path.Skip(again).Min();
            }

            path.Add(parent);
        }

        return path[^1];
    }
}
