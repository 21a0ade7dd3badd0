using Contracts.Context;
using Recorder.Storage;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;
using Substrate.Compiling;

namespace Recorder.Features.Annotations;

/// <summary>Notes on the run that a window was compiled for it. A compile for no run, or for one that is not recorded here, is nobody's note.</summary>
internal sealed class AnnotateOnContextCompiled(ProjectRedaction redaction, LiveEvents<RecorderDb> live, KeyRing ring) : IMessageHandler<ContextCompiled, RecorderDb>
{
    public async Task Handle(ContextCompiled message, MessageScope<RecorderDb> scope, CancellationToken ct)
    {
        if (message.RunId is not { } runId)
        {
            return;
        }

        var data = new
        {
            message.Task, message.OutputHash, message.UsedTokens, Memories = message.Memories.Count,
            MemoriesIncluded = message.Memories.Where(m => m.Decision == ReasonCode.Included).Select(m => m.MemoryId).ToList(),
        };
        if (await AnnotationWriter.AddAsync(
            scope.Connection, scope.Transaction, scope.OrgId, runId, scope.MessageId, "compile", message.CompileId.ToString(), data,
            await redaction.ForRunAsync(scope.Connection, scope.Transaction, scope.OrgId, runId, ct), message.At, ring, ct))
        {
            await live.PublishAsync(scope.Connection, scope.Transaction, scope.OrgId, "run", runId.ToString(), ct);
        }
    }
}
