using System.IO.Compression;
using System.Text;
using Recorder.Domain.Importing;
using Substrate.Trace;
using Xunit;

namespace Recorder.Tests.Domain.Importing;

public sealed class TraceReaderTests
{
    [Fact]
    public void ATIF_steps_become_replies_with_their_calls_and_an_embedded_trajectory_a_child_run()
    {
        var (format, runs) = Reading.All(SamplesOfTraces.Atif);

        Assert.Equal(("atif", 2), (format, runs.Count));
        var (facts, steps) = (runs[0].Facts, runs[0].Steps);
        Assert.Equal(
            "system user llm note:thinking tool:cat<2 tool:ls<2 note:unanswered_tool_call llm tool:keys<7 tool:keys<7 note:dispatch tool:delegate<10 compaction note:observation note:robot",
            Reading.Shape(steps));
        Assert.Equal(("m-2", new TokenUsage(100, 20, 64), 0.5m), (steps[2].Model, steps[2].Tokens, steps[2].Cost));
        Assert.Null(steps[5].Tool!.Result);
        Assert.Equal((null, "the screen"), (steps[8].Tool!.Result?.Text, steps[9].Tool!.Result?.Text));
        Assert.Equal(new TokenUsage(10), steps[7].Tokens);
        Assert.Equal(("What is on it?", "acme", "2", "m-1"), (facts.Task, facts.Agent, facts.AgentVersion, facts.Model));
        Assert.Equal([new ChildRef("s-1/child", RunRelations.Subagent, 11, "e1"), new ChildRef("s-9", RunRelations.Subagent, 11, "e1")], facts.Children);
        Assert.Equal(("s-1/main", "s-1/child"), (runs[0].Identity.SessionId, runs[1].Identity.SessionId));
        Assert.Equal(new ParentRef("s-1/main", RunRelations.Subagent, 11, "e1"), runs[1].Parent);
        Assert.Equal("note:copied: user llm", Reading.Shape(runs[1].Steps));
        Assert.Equal((new TokenUsage(7, 3), 0.25m, "Copied."), (runs[1].Facts.Tokens, runs[1].Facts.Cost, runs[1].Facts.Task));
    }

    [Fact]
    public void An_ATIF_continuation_names_what_it_continues()
    {
        var (_, runs) = Reading.All(SamplesOfTraces.AtifContinuation);

        Assert.Equal(new ParentRef("s-2-cont-1", RunRelations.Continuation), Assert.Single(runs).Parent);
    }

    [Fact]
    public void Langfuse_observations_are_steps_under_their_parents_whatever_their_order()
    {
        var (format, facts, steps) = Reading.Session(SamplesOfTraces.Langfuse);

        Assert.Equal("langfuse", format);
        Assert.Equal("note:agent run llm tool:weather<0 note:ping eval policy", Reading.Shape(steps));
        Assert.Equal([null, 0, 0, null, null, 4], steps.Select(s => s.Parent));
        Assert.Equal((new TokenUsage(120, 15, 20, null, 5), 0.3m, "Sunny.", Replayable.Full), (steps[1].Tokens, steps[1].Cost, steps[1].Output!.Value.Text, steps[1].Replayable));
        Assert.Equal("""[{"content":"Weather in Berlin?","role":"user"}]""", steps[1].Input!.Value.Text);
        Assert.Equal(("call-7", true, "no station"), (steps[2].Tool!.CallId, steps[2].Tool!.IsError, steps[2].Error));
        Assert.Equal(steps[2].T0, steps[2].T1);
        Assert.Equal(("Weather in Berlin?", "u-1", "conv-1", "m-1"), (facts.Task, facts.User, facts.Conversation, facts.Model));
        Assert.Equal([new RunLabel(null, "score: toxicity", "0.5: hm"), new RunLabel(1, "score: right", "yes")], facts.Labels);
    }

    [Fact]
    public void A_cassette_is_model_calls_that_can_be_replayed_without_headers_or_queries()
    {
        var (format, facts, steps) = Reading.Session(Cassette());

        Assert.Equal(("vcr", "acme-client", "Hello?", "m-1-2026"), (format, facts.Agent, facts.Task, facts.Model));
        Assert.Equal("llm llm note:streamed text llm note:DELETE /v1/files/f-1 llm", Reading.Shape(steps));
        Assert.Equal(["openai chat", "anthropic messages", "google generate_content", "local responses"], steps.Where(s => s.Kind == StepKind.Llm).Select(s => s.Name));
        Assert.Equal(["m-1-2026", "c-1-2026", "g-1", "m-3"], steps.Where(s => s.Kind == StepKind.Llm).Select(s => s.Model));
        Assert.Equal([new TokenUsage(10, 2, 4), new TokenUsage(8, 9, 5), null, null, null, new TokenUsage(4, 1)], steps.Select(s => s.Tokens));
        Assert.Equal("""{"messages":[{"content":"Hello?","role":"user"}],"model":"m-1"}""", steps[0].Input!.Value.Text);
        Assert.StartsWith("event: message_start\ndata: ", steps[1].Output!.Value.Text, StringComparison.Ordinal);
        Assert.Equal(("Good day.", 1), (steps[2].Output!.Value.Text, steps[2].Parent));
        Assert.Equal("HTTP 429 Too Many Requests: Slow down.", steps[3].Error);
        Assert.Equal("""{"input":"Base 64","model":"m-3"}""", steps[5].Input!.Value.Text);
        Assert.Contains("\"r-3\"", steps[5].Output!.Value.Text, StringComparison.Ordinal);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 10, 0, 0, TimeSpan.Zero), facts.StartedAt);
        Assert.DoesNotContain(steps, s => $"{s.Name}{s.Input?.Text}{s.Output?.Text}{s.Error}".Contains("not-to-be-kept", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cassette_may_be_JSON_and_of_another_library()
    {
        var (format, _, steps) = Reading.Session(
            """{"http_interactions":[{"request":{"method":"post","uri":"https://api.mistral.ai/v1/chat/completions","body":{"encoding":"UTF-8","string":"{\"model\":\"m\",\"messages\":[]}"}},"response":{"status":{"code":200,"message":null},"body":{"encoding":"UTF-8","base64_string":"eyJ1c2FnZSI6eyJwcm9tcHRfdG9rZW5zIjoxfX0="}},"recorded_at":"2026-01-01T10:00:00Z"}],"recorded_with":"VCR 6"}""");

        Assert.Equal(("vcr", "llm", "mistral chat"), (format, Reading.Shape(steps), steps[0].Name));
        Assert.Equal(("""{"usage":{"prompt_tokens":1}}""", new TokenUsage(1)), (steps[0].Output!.Value.Text, steps[0].Tokens));
    }

    [Fact]
    public void YAML_that_breaks_off_is_refused_with_its_line()
    {
        var refused = Assert.Throws<UnreadableSourceException>(() => Reading.Format("interactions:\n- request:\n    uri: 'https://x\n"));

        Assert.Contains("Not valid YAML", refused.Message, StringComparison.Ordinal);
        Assert.InRange(refused.Line!.Value, 3, 4);
    }

    [Fact]
    public void Aliases_of_aliases_do_not_fill_the_memory()
    {
        var bomb = new StringBuilder("interactions:\n- request: {uri: 'https://x', method: GET}\na0: &a0 [\"0123456789012345678901234567890123456789\"]\n");
        for (var i = 1; i < 12; i++)
        {
            bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        Assert.Contains("aliases", Assert.Throws<UnreadableSourceException>(() => Reading.Format(bomb.ToString())).Message, StringComparison.Ordinal);
        Assert.Throws<UnreadableSourceException>(() => Reading.Format("interactions:\n- " + new string('[', 3000)));
        Assert.Throws<UnreadableSourceException>(() => Reading.Format("interactions:\n- ? {a: b}\n  : c\n"));
    }

    internal static string Cassette()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("""{"id":"r-3","object":"response","model":"m-3","output":[],"usage":{"input_tokens":4,"output_tokens":1}}"""u8);
        }

        return SamplesOfTraces.Cassette.Replace("GZIPPED", Convert.ToBase64String(packed.ToArray()), StringComparison.Ordinal);
    }
}
