using Substrate.Hashing;
using Substrate.Redaction;
using Substrate.Trace;

namespace Recorder.Domain;

/// <summary>A payload after redaction, under its hash (SHA-256, lower-case hex).</summary>
internal sealed record StoredPayload(string Hash, string Text)
{
    public static StoredPayload Of(string text) => new(Substrate.Hashing.ContentHash.Of(text), text);
}

/// <summary>A secret of some kind that was taken out of a field; never the value.</summary>
internal sealed record PayloadRedaction(string Field, string Kind, int Count);

/// <summary>A step ready to store: secrets are out, payloads are addressed by content, the content hash is known.</summary>
internal sealed record PreparedStep(
    int Seq, StepKind Kind, int? Parent, DateTimeOffset? T0, DateTimeOffset? T1, string? Name, string? Model, StoredPayload? Input, StoredPayload? Output,
    string? CallId, string? ToolName, StoredPayload? Args, StoredPayload? Result, bool IsError, int? ExitCode,
    TokenUsage? Tokens, decimal? Cost, string? Error, Replayable Replayable, IReadOnlyList<PayloadRedaction> Redactions, string ContentHash)
{
    public IEnumerable<StoredPayload> Payloads()
    {
        if (Input is not null) yield return Input;
        if (Output is not null) yield return Output;
        if (Args is not null) yield return Args;
        if (Result is not null) yield return Result;
    }

    public static PreparedStep From(StepDraft draft, RedactionSettings settings, PayloadMemo? memo = null)
    {
        var redactions = new List<PayloadRedaction>();
        var input = Store("input", draft.Input, settings, memo, redactions);
        var output = Store("output", draft.Output, settings, memo, redactions);
        var args = Store("args", draft.Tool?.Args, settings, memo, redactions);
        var result = Store("result", draft.Tool?.Result, settings, memo, redactions);
        var error = SafeText.Of(draft.Error, "error", settings, redactions);
        var name = SafeText.Of(draft.Name, "name", settings, redactions);
        var model = SafeText.Of(draft.Model, "model", settings, redactions);
        var callId = SafeText.Of(draft.Tool?.CallId, "callId", settings, redactions);
        var tool = SafeText.Of(draft.Tool?.Name, "tool", settings, redactions);
        var (t0, t1) = (draft.T0 is { } began ? Moment.Stored(began) : (DateTimeOffset?)null, draft.T1 is { } ended ? Moment.Stored(ended) : (DateTimeOffset?)null);
        var tokens = Exact(draft.Tokens);
        var content = new StepContent(
            draft.Seq, draft.Kind, draft.Replayable, draft.Parent, StepContent.Time(t0), StepContent.Time(t1), name, model, input?.Hash, output?.Hash,
            draft.Tool is { } t ? new ToolContent(callId!, tool!, t.IsError, args?.Hash, result?.Hash, t.ExitCode) : null, tokens, StepContent.Money(draft.Cost), error,
            StepContent.Redacted(redactions.Select(r => new RedactionContent(r.Field, r.Kind, r.Count))));
        return new PreparedStep(
            draft.Seq, draft.Kind, draft.Parent, t0, t1, name, model, input, output, callId, tool, args, result,
            draft.Tool?.IsError ?? false, draft.Tool?.ExitCode, tokens, draft.Cost, error, draft.Replayable, redactions, content.Hash());
    }

    private static StoredPayload? Store(string field, Payload? payload, RedactionSettings settings, PayloadMemo? memo, List<PayloadRedaction> redactions)
    {
        if (payload is not { } given)
        {
            return null;
        }

        var (stored, findings) = memo?.Find(given, settings) ?? Store(given, settings);
        foreach (var finding in findings)
        {
            redactions.Add(new PayloadRedaction(field, finding.Kind, finding.Count));
        }

        return stored;
    }

    /// <summary>A payload without its secrets, under its hash.</summary>
    public static (StoredPayload Payload, IReadOnlyList<RedactionFinding> Findings) Store(Payload given, RedactionSettings settings)
    {
        var redacted = Redactor.Redact(given.Text, settings);
        return (StoredPayload.Of(redacted.Text), redacted.Findings);
    }

    /// <summary>A count beyond 2^53 is no count, and JSON could not hash it exactly.</summary>
    private static TokenUsage? Exact(TokenUsage? given)
    {
        var usage = given is { } u ? new TokenUsage(One(u.In), One(u.Out), One(u.CacheRead), One(u.CacheWrite), One(u.Reasoning)) : null;
        return usage is null or { In: null, Out: null, CacheRead: null, CacheWrite: null, Reasoning: null } ? null : usage;

        static long? One(long? count) => count is >= 0 and < 1L << 53 ? count : null;
    }
}
