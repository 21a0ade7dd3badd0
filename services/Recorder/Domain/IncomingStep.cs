using System.Text.Json;
using Substrate.Json;
using Substrate.Trace;

namespace Recorder.Domain;

/// <summary>Checks a step as a client sent it and turns its payloads into text.</summary>
internal static class IncomingStep
{
    public const int MaxSeq = 10_000_000;
    private const int MaxName = 1000;
    private const int MaxError = 100_000;

    /// <summary>False with the field at fault and what is expected of it.</summary>
    public static bool TryRead(Step step, out StepDraft draft, out string field, out string expected)
    {
        draft = null!;
        (field, expected) = Fault(step) ?? (string.Empty, string.Empty);
        if (field.Length > 0)
        {
            return false;
        }

        try
        {
            field = "input";
            var input = Read(step.Input);
            field = "output";
            var output = Read(step.Output);
            field = "toolCall.args";
            var args = Read(step.ToolCall?.Args);
            field = "toolCall.result";
            var result = Read(step.ToolCall?.Result);
            draft = new StepDraft(step.Kind)
            {
                Seq = step.Seq, Parent = step.Parent, T0 = step.T0, T1 = step.T1, Name = step.Name, Model = step.Model, Input = input, Output = output,
                Tool = step.ToolCall is { } call ? new ToolDraft(call.CallId, call.Name, args, result, call.IsError, call.ExitCode) : null,
                Tokens = step.Tokens, Cost = step.Cost, Error = step.Error, Replayable = step.Replayable,
            };
            return true;
        }
        catch (CanonicalJsonException e)
        {
            expected = e.Message;
            return false;
        }
        catch (InvalidOperationException)
        {
            // What JsonElement throws for text that is half a surrogate pair.
            expected = "The text is not valid Unicode: it holds half of a surrogate pair.";
            return false;
        }
    }

    private static (string, string)? Fault(Step step)
    {
        if (step.Seq is < 0 or > MaxSeq)
        {
            return ("seq", $"seq must be 0 to {MaxSeq}.");
        }

        if (step.Parent is { } parent && (parent < 0 || parent >= step.Seq))
        {
            return ("parent", "parent must be the seq of an earlier step.");
        }

        if (step.Kind == StepKind.Tool != (step.ToolCall is not null))
        {
            return ("toolCall", "A step of kind tool has a toolCall, and no other step has one.");
        }

        if (step.ToolCall is { } call && (string.IsNullOrWhiteSpace(call.Name) || call.Name.Length > MaxName || call.CallId.Length > MaxName))
        {
            return ("toolCall", $"toolCall needs a name; name and callId may have {MaxName} characters.");
        }

        if (step.Name?.Length > MaxName || step.Model?.Length > MaxName || step.Error?.Length > MaxError)
        {
            return (step.Name?.Length > MaxName ? "name" : step.Model?.Length > MaxName ? "model" : "error", "The text is too long; put it into output.");
        }

        if (step.Cost is < 0 or > 1_000_000)
        {
            return ("cost", "cost must be 0 to 1,000,000 US dollars.");
        }

        return step.Tokens is { } t && new[] { t.In, t.Out, t.CacheRead, t.CacheWrite, t.Reasoning }.Any(count => count is < 0 or >= 1L << 53) ? ("tokens", "Token counts must be 0 to 2^53 - 1.") : null;
    }

    private static Payload? Read(JsonElement? value) => value is { ValueKind: not (JsonValueKind.Null or JsonValueKind.Undefined) } given ? Payload.OfJson(given) : null;
}
