using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Recorder.Tests.Totals;

/// <summary>Counts the files of the archive. Which file is what is told by its place there, as its sources say, never by looking inside.</summary>
internal static class RawCounts
{
    /// <summary>Null for a file that is no recording.</summary>
    public static RawCount? Of(string path, byte[] bytes)
    {
        var (source, name) = (path.Split('/')[0], path[(path.LastIndexOf('/') + 1)..]);
        if (name.EndsWith(".eval", StringComparison.Ordinal))
        {
            return EvaluationCounts.Eval(bytes);
        }

        // Half a surrogate pair is fine for a count.
        var text = Regex.Replace(Encoding.UTF8.GetString(bytes), @"\\u[dD][89a-fA-F][0-9a-fA-F]{2}", "?");
        return source switch
        {
            "mini-swe-agent" when name.EndsWith(".traj.json", StringComparison.Ordinal) => AgentCounts.Mini(Raw.Json(text)),
            "swe-agent" or "swe-smith" when name.EndsWith(".traj", StringComparison.Ordinal) => AgentCounts.SweAgent(Raw.Json(text)),
            "swe-agent" when name.EndsWith("_demo.yaml", StringComparison.Ordinal) =>
                new RawCount(1, Regex.Count(text, "^  - role: assistant", RegexOptions.Multiline), Regex.Count(text, "^  - role: tool", RegexOptions.Multiline), 0, 0),
            "openhands" when name == "output.jsonl" => RawCount.Sum(Raw.Lines(text).Select(row => AgentCounts.OpenHands(Raw.Items(row, "history"), row))),
            "openhands" when name.EndsWith(".json", StringComparison.Ordinal) => AgentCounts.OpenHands([.. Raw.Json(text).EnumerateArray()], default),
            "openhands-sdk" when name == "events.jsonl" => AgentCounts.OpenHandsSdk([.. Raw.Lines(text)]),
            "openhands-sdk" when path.Contains("llm-logs/", StringComparison.Ordinal) && Raw.Json(text) is var log =>
                new RawCount(1, 1, 0, Raw.Number(log, "response", "usage", "prompt_tokens"), Raw.Number(log, "response", "usage", "completion_tokens")),
            "claude-code" when name.EndsWith(".jsonl", StringComparison.Ordinal) => SessionCounts.ClaudeCode(Raw.Lines(text)),
            "claude-code" when name == "sample_session.json" => SessionCounts.ClaudeCode(Raw.Items(Raw.Json(text), "loglines")),
            "codex-cli" when name.EndsWith(".jsonl", StringComparison.Ordinal) => SessionCounts.Codex([.. Raw.Lines(text)]),
            "pi-mono" when name.EndsWith(".jsonl", StringComparison.Ordinal) => SessionCounts.Pi([.. Raw.Lines(text)]),
            "inspect-ai" when name.EndsWith(".json", StringComparison.Ordinal) => RawCount.Sum(Raw.Items(Raw.Json(text), "samples").Select(EvaluationCounts.Sample)),
            "tau-bench" when name.EndsWith(".json", StringComparison.Ordinal) => RawCount.Sum(Raw.Json(text).EnumerateArray().Select(EvaluationCounts.Tau)),
            "tau2-bench" when name.EndsWith(".json", StringComparison.Ordinal) => RawCount.Sum(Raw.Items(Raw.Json(text), "simulations").Select(EvaluationCounts.Tau2)),
            "who-and-when" when name.EndsWith(".json", StringComparison.Ordinal) => EvaluationCounts.WhoAndWhen(Raw.Json(text)),
            "toolbench" when name.EndsWith(".json", StringComparison.Ordinal) => EvaluationCounts.ToolBench(Raw.Json(text)),
            "terminal-bench" when name.EndsWith(".csv", StringComparison.Ordinal) => EvaluationCounts.Matrix(text),
            "langfuse-framework-traces" when name.EndsWith(".json", StringComparison.Ordinal) && !name.EndsWith(".chatml.json", StringComparison.Ordinal) =>
                TraceCounts.Langfuse(Raw.Items(Raw.Json(text), "observations")),
            "atif" when name.EndsWith(".json", StringComparison.Ordinal) => TraceCounts.Atif(Raw.Json(text)),
            "vcr-cassettes" when name.EndsWith(".yaml", StringComparison.Ordinal) => TraceCounts.Cassette(text),
            _ => null,
        };
    }
}
