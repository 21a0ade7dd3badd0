using RestEase;

namespace Contracts.Recorder;

public interface IProvenanceApi
{
    /// <param name="kind">One of <see cref="Provenance.ProvenanceKinds"/>.</param>
    /// <param name="depth">1 to 6, default 5.</param>
    /// <param name="direction">both, origins or effects.</param>
    /// <param name="relation">With origins or effects: only the neighbours by this relation, a page at a time.</param>
    /// <param name="limit">Neighbours of one node by one relation, 1 to 200, default 20.</param>
    [Get("v2/provenance/{kind}/{id}")]
    Task<ProvenanceGraph> Show(
        [Path] string kind, [Path] string id, int? depth = null, string? direction = null, string? relation = null, int? limit = null, string? cursor = null,
        CancellationToken cancel = default);
}
