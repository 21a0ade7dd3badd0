using Recorder.Domain;
using Recorder.Domain.Importing;
using Substrate.Proof;
using Substrate.Trace;

namespace Recorder.Storage;

/// <summary>A run that is complete when it is first written, with all that is stored of it. Texts are safe already (<see cref="SafeText"/>).</summary>
/// <param name="Config">JSON text.</param>
/// <param name="Links">The chain after each step (hex).</param>
internal sealed record NewRun(
    Guid Id, RunHeader Header, string? Config, Outcome Outcome, DateTimeOffset? EndedAt, RunTotals Totals, TokenUsage? StatedTokens, decimal? StatedCost,
    IReadOnlyList<PreparedStep> Steps, IReadOnlyList<string> Links, NewRunSource Source, IReadOnlyList<LinkRow> Family, IReadOnlyList<NewAnnotation> Annotations)
{
    public string Chain => Links is [.., var last] ? last : RunChain.Start(Id);
}

internal sealed record NewRunSource(SourceIdentity Identity, string File, string? InstanceId, Guid ImportId);

/// <summary>A link of the annotation chain (<see cref="AnnotationChain"/>).</summary>
/// <param name="Data">JSON text.</param>
/// <param name="Hash">The chain after it (hex).</param>
internal sealed record NewAnnotation(int Seq, string Kind, string Reference, string? Data, DateTimeOffset At, Guid MessageId, string Hash);
