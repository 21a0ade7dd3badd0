using System.Text.Json;
using Substrate.Hashing;

namespace Substrate.Trace;

/// <summary>The hash chain over a run's annotations; the run's own chain stays what it was when it was sealed.</summary>
public static class AnnotationChain
{
    public static string Start(Guid runId) => RunChain.Start("ctx-annotations-v2", runId);

    /// <param name="messageId">The message that said it.</param>
    public static string Next(string previous, int seq, string kind, string reference, JsonElement? data, DateTimeOffset at, Guid messageId) =>
        RunChain.Next(previous, ContentHash.OfJson(new Content(seq, kind, reference, StepContent.Time(at)!, messageId, data)));

    private sealed record Content(int Seq, string Kind, string Reference, string At, Guid MessageId, JsonElement? Data = null);
}
