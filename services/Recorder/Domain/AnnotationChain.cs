using System.Text.Json;
using Substrate.Hashing;
using Substrate.Trace;

namespace Recorder.Domain;

/// <summary>The hash chain over a run's annotations; the run's own chain stays what it was when it was sealed.</summary>
internal static class AnnotationChain
{
    public static string Start(Guid runId) => RunChain.Start("ctx-annotations-v1", runId);

    /// <param name="data">JSON text, or null.</param>
    public static string Next(string previous, int seq, string kind, string reference, string? data, DateTimeOffset at)
    {
        using var parsed = data is null ? null : JsonDocument.Parse(data);
        return RunChain.Next(previous, ContentHash.OfJson(new Content(seq, kind, reference, StepContent.Time(at)!, parsed?.RootElement)));
    }

    private sealed record Content(int Seq, string Kind, string Reference, string At, JsonElement? Data = null);
}
