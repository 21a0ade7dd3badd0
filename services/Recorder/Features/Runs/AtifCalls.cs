using System.Text.Json;
using Recorder.Domain;

namespace Recorder.Features.Runs;

/// <summary>The calls of an ATIF step, and their results.</summary>
internal static class AtifCalls
{
    /// <param name="follow">They follow a reply, whose step is theirs.</param>
    public static void Write(Utf8JsonWriter json, List<AtifStep> calls, bool follow, ILookup<int, AtifChild> children)
    {
        if (calls.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("tool_call_id", call.Row.CallId);
            json.WriteString("function_name", call.Row.Tool);
            Arguments(json, call.Args);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("observation");
        json.WriteStartArray("results");
        foreach (var call in calls)
        {
            json.WriteStartObject();
            json.WriteString("source_call_id", call.Row.CallId);
            AtifMembers.Text(json, "content", call.Result?.Text);
            Started(json, [.. children[call.Row.Seq]]);
            Result(json, call, follow);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Started(Utf8JsonWriter json, AtifChild[] children)
    {
        if (children.Length == 0)
        {
            return;
        }

        json.WriteStartArray("subagent_trajectory_ref");
        foreach (var child in children)
        {
            json.WriteStartObject();
            json.WriteString("session_id", child.Session);
            json.WriteString("trajectory_id", child.Trajectory);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <param name="follows">The call stands in its reply's step, whose place is its parent and whose time is not its own.</param>
    private static void Result(Utf8JsonWriter json, AtifStep call, bool follows)
    {
        AtifMembers.Begin(json);
        json.WriteString("t0", AtifDocument.Time(call.Row.T0) ?? string.Empty);
        AtifMembers.Shared(json, call, follows ? null : call.Row.Parent);
        AtifMembers.Flag(json, "json", call.Result?.IsJson == true);
        AtifMembers.Flag(json, "no_arguments", call.Args is null);
        AtifMembers.Flag(json, "is_error", call.Row.IsError);
        AtifMembers.Count(json, "exit_code", call.Row.ExitCode);
        AtifMembers.Usage(json, call.Row.Tokens, call.Row.Cost, false);
        AtifMembers.Value(json, "output", call.Output);
        AtifMembers.End(json);
    }

    /// <summary>ATIF's arguments are an object; anything else is wrapped in one.</summary>
    private static void Arguments(Utf8JsonWriter json, Payload? args)
    {
        if (args is not { } given || given is { IsJson: true, Text: ['{', ..] })
        {
            json.WritePropertyName("arguments");
            json.WriteRawValue(args?.Text ?? "{}");
            return;
        }

        json.WriteStartObject("arguments");
        AtifMembers.Value(json, "input", given);
        json.WriteEndObject();
        AtifMembers.Begin(json);
        json.WriteBoolean("wrapped", true);
        AtifMembers.End(json);
    }
}
