using Contracts.Memory;
using Recorder.Storage;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;

namespace Recorder.Features.Annotations;

/// <summary>Notes on the run that a memory came from it.</summary>
internal sealed class AnnotateOnMemoryAccepted(ProjectRedaction redaction, LiveEvents<RecorderDb> live, KeyRing ring) : IMessageHandler<MemoryAccepted, RecorderDb>
{
    public async Task Handle(MemoryAccepted message, MessageScope<RecorderDb> scope, CancellationToken ct)
    {
        var data = new { message.Type, message.Text, message.Merged };
        if (await AnnotationWriter.AddAsync(
            scope.Connection, scope.Transaction, scope.OrgId, message.RunId, scope.MessageId, "memory", message.MemoryId.ToString(), data,
            await redaction.ForRunAsync(scope.Connection, scope.Transaction, scope.OrgId, message.RunId, ct), message.At, ring, ct))
        {
            await live.PublishAsync(scope.Connection, scope.Transaction, scope.OrgId, "run", message.RunId.ToString(), ct);
        }
    }
}
