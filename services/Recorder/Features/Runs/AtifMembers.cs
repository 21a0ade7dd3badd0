using System.Text.Json;
using Recorder.Domain;
using Recorder.Domain.Importing;
using Recorder.Storage;
using Substrate.Trace;

namespace Recorder.Features.Runs;

/// <summary>The members of an ATIF step, call and result that only this platform reads: <c>extra.ctx</c>.</summary>
internal static class AtifMembers
{
    /// <param name="thinking">The reasoning that stands in the same ATIF step.</param>
    public static void Step(Utf8JsonWriter json, AtifStep step, StepRow? thinking)
    {
        var row = step.Row;
        Begin(json);
        json.WriteNumber("seq", row.Seq);
        if (row.Kind is not (StepKind.Llm or StepKind.User or StepKind.System))
        {
            json.WriteString("kind", AtifExtra.Word(row.Kind));
        }

        if (row.Kind != StepKind.Tool)
        {
            Shared(json, step, row.Parent);
            Flag(json, "json", step.Output?.IsJson == true);
            Flag(json, "silent", step.Output is null);
            Usage(json, row.Tokens, row.Cost, row.Kind == StepKind.Llm);
        }

        if (thinking is not null)
        {
            json.WriteString(AtifExtra.ThinkingAt, AtifDocument.Time(thinking.T0) ?? string.Empty);
        }

        End(json);
    }

    public static void Count(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } n)
        {
            json.WriteNumber(name, n);
        }
    }

    public static void Shared(Utf8JsonWriter json, AtifStep step, int? parent)
    {
        var row = step.Row;
        Count(json, "parent", parent);
        Text(json, "name", row.Name);
        Text(json, "t1", AtifDocument.Time(row.T1));
        Text(json, "error", row.Error);
        // A reply without a model is not one of the agent's usual model.
        Text(json, "model", row.Kind != StepKind.Llm ? row.Model : row.Model is null ? string.Empty : null);
        json.WriteString("replayable", AtifExtra.Word(row.Replayable));
        Value(json, "input", step.Input);
    }

    // Metrics are for a model's replies only, and know neither what was written to a cache nor what was thought.
    public static void Usage(Utf8JsonWriter json, TokenUsage? tokens, decimal? cost, bool hasMetrics)
    {
        if (tokens is { CacheWrite: not null } or { Reasoning: not null } || tokens is not null && !hasMetrics)
        {
            json.WriteStartObject("tokens");
            Count(json, "in", tokens.In);
            Count(json, "out", tokens.Out);
            Count(json, "cache_read", tokens.CacheRead);
            Count(json, "cache_write", tokens.CacheWrite);
            Count(json, "reasoning", tokens.Reasoning);
            json.WriteEndObject();
        }

        if (cost is { } paid && !hasMetrics)
        {
            json.WriteNumber("cost", paid);
        }
    }

    public static void Value(Utf8JsonWriter json, string name, Payload? payload)
    {
        if (payload is not { } given)
        {
            return;
        }

        json.WritePropertyName(name);
        if (given.IsJson)
        {
            json.WriteRawValue(given.Text);
        }
        else
        {
            json.WriteStringValue(given.Text);
        }
    }

    public static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    public static void Flag(Utf8JsonWriter json, string name, bool value)
    {
        if (value)
        {
            json.WriteBoolean(name, true);
        }
    }

    public static void Begin(Utf8JsonWriter json)
    {
        json.WriteStartObject("extra");
        json.WriteStartObject(AtifExtra.Member);
    }

    public static void End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
