using Npgsql;

namespace Recorder.Storage;

/// <summary>Which runs a run hangs together with, as far as they are recorded here.</summary>
internal static class RunFamily
{
    private const int MaxChildren = 10_000;

    public static async Task<BundleLinks> OfAsync(NpgsqlConnection connection, Guid orgId, Guid runId, CancellationToken ct)
    {
        var children = await RunLinks.NodesAsync(connection, orgId, [runId], children: true, MaxChildren, ct);
        return new BundleLinks(await RunLinks.ParentAsync(connection, orgId, runId, ct), [.. children.Select(child => child.RunId).Order()]);
    }
}
