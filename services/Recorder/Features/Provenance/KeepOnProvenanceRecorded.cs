using Contracts.Provenance;
using Recorder.Domain.Provenance;
using Recorder.Storage;
using ServiceDefaults.Messaging;

namespace Recorder.Features.Provenance;

/// <summary>Keeps what a service told of its things and of what they came from. Rows are unique by what they say, so a message that comes twice adds nothing.</summary>
internal sealed class KeepOnProvenanceRecorded : IMessageHandler<ProvenanceRecorded, RecorderDb>
{
    public async Task Handle(ProvenanceRecorded message, MessageScope<RecorderDb> scope, CancellationToken ct)
    {
        foreach (var (kind, id) in message.Nodes.Select(n => (n.Kind, n.Id)).Concat(message.Edges.SelectMany(e => new[] { (e.FromKind, e.FromId), (e.ToKind, e.ToId) })))
        {
            if (!NodeKey.TryParse(kind, id, out var key) || key.Id != id)
            {
                throw new InvalidDataException($"Nothing of kind '{kind}' can have the id that was told.");
            }
        }

        await ProvenanceStore.WriteNodesAsync(scope.Connection, scope.Transaction, scope.OrgId, message.Nodes, ct);
        await ProvenanceStore.WriteEdgesAsync(scope.Connection, scope.Transaction, scope.OrgId, message.Edges, ct);
    }
}
