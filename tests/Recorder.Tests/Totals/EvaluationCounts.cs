using System.IO.Compression;
using System.Text.Json;

namespace Recorder.Tests.Totals;

internal static class EvaluationCounts
{
    public static RawCount Eval(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive));
        return RawCount.Sum(zip.Entries.Where(e => e.FullName.StartsWith("samples/", StringComparison.Ordinal)).Select(entry =>
        {
            using var reader = new StreamReader(entry.Open());
            return Sample(Raw.Json(reader.ReadToEnd()));
        }));
    }

    public static RawCount Sample(JsonElement sample)
    {
        var events = Raw.Items(sample, "events") is { Count: > 0 } own ? own : Raw.Items(sample, "transcript", "events");
        var (messages, usages) = (Raw.Items(sample, "messages"), Raw.Values(sample, "model_usage"));
        var models = events.Where(e => Raw.Text(e, "event") == "model").ToList();
        usages = usages.Count > 0 ? usages : [.. models.Select(m => Raw.At(m, "output", "usage"))];
        return new RawCount(
            1, events.Count > 0 ? models.Count : messages.Count(m => Raw.Text(m, "role") == "assistant"),
            events.Count > 0 ? events.Count(e => Raw.Text(e, "event") == "tool") : messages.Count(m => Raw.Text(m, "role") == "tool"),
            usages.Sum(In), usages.Sum(u => Raw.Number(u, "output_tokens")));

        static long In(JsonElement usage)
        {
            var (input, cached) = (Raw.Number(usage, "input_tokens"), Raw.Number(usage, "input_tokens_cache_read") + Raw.Number(usage, "input_tokens_cache_write"));
            return input + cached + Raw.Number(usage, "output_tokens") == Raw.Number(usage, "total_tokens") ? input + cached : input;
        }
    }

    public static RawCount Tau(JsonElement run) => new(
        1, Raw.Items(run, "traj").Count(m => Raw.Text(m, "role") == "assistant"), Raw.Items(run, "traj").Count(m => Raw.Text(m, "role") is "tool" or "function"), 0, 0);

    public static RawCount Tau2(JsonElement simulation)
    {
        var messages = Raw.Items(simulation, "messages");
        return new RawCount(
            1, messages.Count(m => Raw.Text(m, "role") == "assistant"),
            messages.Where(m => Raw.Text(m, "role") == "tool").Sum(m => Raw.Items(m, "tool_messages") is { Count: > 0 } several ? several.Count : 1),
            messages.Sum(m => Raw.Number(m, "usage", "prompt_tokens")), messages.Sum(m => Raw.Number(m, "usage", "completion_tokens")));
    }

    public static RawCount WhoAndWhen(JsonElement failure)
    {
        var turns = Raw.Items(failure, "history");
        return new RawCount(
            1, turns.Count(t => Raw.Text(t, "name") != "Computer_terminal"),
            turns.Count(t => Raw.Text(t, "name") == "Computer_terminal" && Raw.Text(t, "content")!.StartsWith("exitcode:", StringComparison.Ordinal)), 0, 0);
    }

    /// <summary>As many chains as the tree has ends. A thought is a reply, and so is an action that does not follow one.</summary>
    public static RawCount ToolBench(JsonElement answer)
    {
        return Node(Raw.At(answer, "tree", "tree"), false);

        static RawCount Node(JsonElement node, bool saysThought)
        {
            var (kind, children) = (Raw.Text(node, "node_type") ?? "", Raw.Items(node, "children"));
            var own = new RawCount(
                children.Count == 0 ? 1 : 0, kind == "Thought" || kind == "Action" && !saysThought ? 1 : 0, kind == "Action Input" && Raw.Text(node, "observation")?.Length > 0 ? 1 : 0, 0, 0);
            // The last child goes on in this node's chain; every other begins one of its own, in which no thought precedes it.
            return own + RawCount.Sum(children.Select((child, i) => Node(child, kind == "Thought" && i == children.Count - 1)));
        }
    }

    /// <summary>No cell of the table is quoted.</summary>
    public static RawCount Matrix(string csv)
    {
        var lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r').Split(',')).ToList();
        var (input, output) = (Array.IndexOf(lines[0], "input_tokens"), Array.IndexOf(lines[0], "output_tokens"));
        return RawCount.Sum(lines.Skip(1).Select(cells => new RawCount(1, 0, 0, Cell(cells[input]), Cell(cells[output]))));

        static long Cell(string cell) => cell.Length == 0 ? 0 : (long)double.Parse(cell);
    }
}
