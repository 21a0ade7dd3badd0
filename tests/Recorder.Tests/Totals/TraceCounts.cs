using System.Text.Json;
using System.Text.RegularExpressions;

namespace Recorder.Tests.Totals;

internal static class TraceCounts
{
    public static RawCount Langfuse(IReadOnlyList<JsonElement> observations) => new(
        1, observations.Count(o => Raw.Text(o, "type") == "GENERATION"), observations.Count(o => Raw.Text(o, "type") == "TOOL"),
        observations.Sum(o => Usage(o, "input")), observations.Sum(o => Usage(o, "output")));

    public static RawCount Atif(JsonElement trajectory)
    {
        var steps = Raw.Items(trajectory, "steps").Where(s => Raw.At(s, "is_copied_context").ValueKind != JsonValueKind.True).ToList();
        var replies = steps.Count(s => Raw.Text(s, "source") == "agent" && (!Raw.Has(s, "llm_call_count") || Raw.Number(s, "llm_call_count") > 0));
        var tools = steps.Sum(s => Math.Min(Raw.Items(s, "observation", "results").Count, Raw.Items(s, "tool_calls").Count));
        var own = steps.Exists(s => Raw.Has(s, "metrics"))
            ? new RawCount(1, replies, tools, steps.Sum(s => Raw.Number(s, "metrics", "prompt_tokens")), steps.Sum(s => Raw.Number(s, "metrics", "completion_tokens")))
            : new RawCount(1, replies, tools, Raw.Number(trajectory, "final_metrics", "total_prompt_tokens"), Raw.Number(trajectory, "final_metrics", "total_completion_tokens"));
        return own + RawCount.Sum(Raw.Items(trajectory, "subagent_trajectories").Select(Atif));
    }

    /// <summary>A cassette as lines: an interaction begins with its request; a reply's usage is the block, or the last JSON member of a stream, of that name.</summary>
    public static RawCount Cassette(string yaml)
    {
        var seen = new HashSet<string>();
        var total = new RawCount(1, 0, 0, 0, 0);
        foreach (var interaction in Regex.Split(yaml, "^- request:", RegexOptions.Multiline).Skip(1))
        {
            var request = Regex.Match(interaction, @"^    method: (?<verb>\w+)\s*\n", RegexOptions.Multiline).Groups["verb"].Value;
            var uri = Regex.Match(interaction, @"^    uri: (?<uri>\S+)", RegexOptions.Multiline).Groups["uri"].Value;
            if (request != "POST" || !Regex.IsMatch(uri, @"/(?:messages|completions|responses)(?:\?|$)|generateContent|converse"))
            {
                continue;
            }

            var response = interaction[interaction.IndexOf("\n  response:", StringComparison.Ordinal)..];
            var id = Regex.Match(response, @"\bid""?: ?""?(?<id>(?:msg|resp|chatcmpl|gen)[-_]\w+)").Groups["id"].Value;
            var (input, output) = id.Length > 0 && !seen.Add(id) ? (0, 0) : Usage(response);
            total += new RawCount(0, 1, 0, input, output);
        }

        return total;
    }

    private static (long In, long Out) Usage(string response)
    {
        var counts = new Dictionary<string, long>();
        if (Regex.Match(response, @"^(?<indent> +)usage(?:Metadata)?:[ ]*\n(?<members>(?:\k<indent> +.*\n)+)", RegexOptions.Multiline) is { Success: true } block)
        {
            var indent = Regex.Match(block.Groups["members"].Value, "^ +").Value;
            foreach (Match member in Regex.Matches(block.Groups["members"].Value, $@"^{indent}(?<name>\w+): (?<count>\d+)\s*$", RegexOptions.Multiline))
            {
                counts[member.Groups["name"].Value] = long.Parse(member.Groups["count"].Value);
            }
        }
        else if (Regex.Matches(response, @"""usage(?:Metadata)?"": ?(?<json>\{(?>[^{}]|(?<open>\{)|(?<-open>\}))*(?(open)(?!))\})") is { Count: > 0 } streamed)
        {
            foreach (var member in Raw.Json(streamed[^1].Groups["json"].Value).EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Number))
            {
                counts[member.Name] = member.Value.GetInt64();
            }
        }

        return (Of("input_tokens") + Of("prompt_tokens") + Of("promptTokenCount") + Of("cache_read_input_tokens") + Of("cache_creation_input_tokens"),
            Of("output_tokens") + Of("completion_tokens") + Of("candidatesTokenCount") + Of("thoughtsTokenCount"));

        long Of(string name) => counts.GetValueOrDefault(name);
    }

    private static long Usage(JsonElement observation, string what) => Raw.At(observation, "usageDetails") is { ValueKind: JsonValueKind.Object } details
        ? details.EnumerateObject().Where(d => d.Name.Contains(what, StringComparison.Ordinal) && d.Value.ValueKind == JsonValueKind.Number).Sum(d => (long)d.Value.GetDouble()) : 0;
}
