using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Recorder.Tests.Domain.Importing;

/// <summary>Small files of every format, and what may become of them: bytes flipped or cut off, members gone, doubled or of another type, numbers and nesting beyond sense.</summary>
internal static class Mutation
{
    // What a member may turn into. Text first: some are no JSON that a library would write.
    private static readonly string[] Values =
    [
        "null", "true", "[]", "{}", "\"\"", "0", "-1", "-9223372036854775808", "1e308", "-1e400", "123456789012345678901234567890", "0.5", "\"a\\u0000b\"", "\"\\ud83d\"", "\"\\udc00\\ud83d\"",
        "[null]", "[[[]]]", "{\"a\":{\"a\":1,\"a\":2}}", "[1,\"x\",{}]", "{\"type\":\"text\"}", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"1969-12-31\"", "-62135596800", "253402300800",
        Nested(70), Nested(300), $"\"{Nested(3000).Replace("\"", "\\\"", StringComparison.Ordinal)}\"", "\"../../etc/passwd\"", $"\"{new string('x', 5000)}\"", "\"{\\\"command\\\":\"",
    ];

    public static IReadOnlyDictionary<string, string> Samples { get; } = new Dictionary<string, string>
    {
        ["mini-swe-agent"] = Tests.Samples.Mini(),
        ["mini-swe-agent list"] = Tests.Samples.MiniList,
        ["swe-agent old"] = Tests.Samples.SweAgentOld,
        ["swe-agent"] = Tests.Samples.SweAgentNew,
        ["swe-agent history"] = Tests.Samples.SweAgentHistory,
        ["claude-code"] = Tests.Samples.Lines(Tests.Samples.Claude()),
        ["claude-code tree"] = Tests.Samples.Lines(Tests.Samples.ClaudeTree()),
        ["codex"] = Tests.Samples.Lines(SamplesOfAgents.Codex()),
        ["pi"] = Tests.Samples.Lines(SamplesOfAgents.Pi()),
        ["pi tree"] = Tests.Samples.Lines(SamplesOfAgents.PiTree()),
        ["tau-bench"] = SamplesOfBenchmarks.Tau,
        ["tau2-bench"] = SamplesOfBenchmarks.Tau2,
        ["who-and-when"] = SamplesOfBenchmarks.WhoAndWhen,
        ["toolbench"] = SamplesOfBenchmarks.ToolBench,
        ["outcome-matrix"] = SamplesOfBenchmarks.Matrix,
        ["atif"] = SamplesOfTraces.Atif,
        ["langfuse"] = SamplesOfTraces.Langfuse,
        ["vcr"] = SamplesOfTraces.Cassette,
        ["openhands"] = LogSamples.OpenHands,
        ["openhands rows"] = Tests.Samples.Lines([LogSamples.OpenHandsRow(), LogSamples.OpenHandsRow("b__c-1", "\"limit\"")]),
        ["openhands resolver"] = LogSamples.OpenHandsResolver,
        ["openhands-sdk"] = Tests.Samples.Lines(LogSamples.OpenHandsSdk),
        ["llm-log"] = LogSamples.LlmLog,
        ["inspect"] = LogSamples.Inspect(LogSamples.InspectSample(), LogSamples.InspectSample("2")),
        ["inspect sample"] = $"{{\"inspect\":{LogSamples.InspectHeader},\"sample\":{LogSamples.InspectSample()}}}",
    };

    public static Substrate.Redaction.RedactionSettings Redaction { get; } = Substrate.Redaction.RedactionSettings.Unkeyed;

    public static Gen<byte[]> Of(string sample)
    {
        var places = sample.TrimStart() is ['{' or '[', ..] ? Places(sample) : [];
        var bytes = Encoding.UTF8.GetBytes(sample);
        var flipped =
            from flips in Gen.Choose(1, 6)
            from at in Gen.Choose(0, bytes.Length - 1).ListOf(flips)
            from to in Gen.Choose(0, 255).ListOf(flips)
            select Flip(bytes, [.. at], [.. to]);
        var cut = from at in Gen.Choose(0, bytes.Length) select bytes[..at];
        var changed =
            from changes in Gen.Choose(1, 4)
            from at in Gen.Choose(0, Math.Max(0, places.Count - 1)).ListOf(changes)
            from to in Gen.Choose(-3, Values.Length - 1).ListOf(changes)
            select Encoding.UTF8.GetBytes(Change(sample, places, [.. at.Zip(to)]));
        // What is not written in JSON is changed as bytes only.
        return places.Count > 0 ? Gen.Frequency((2, flipped), (1, cut), (6, changed)) : Gen.Frequency((2, flipped), (1, cut));
    }

    private static byte[] Flip(byte[] bytes, int[] at, int[] to)
    {
        var copy = bytes.ToArray();
        for (var i = 0; i < at.Length; i++)
        {
            copy[at[i]] = (byte)to[i];
        }

        return copy;
    }

    /// <summary>Changes from the end on, so that places before them stay where they are; a change inside another falls away.</summary>
    private static string Change(string sample, List<(int From, int To)> places, List<(int Place, int Value)> changes)
    {
        var untouched = int.MaxValue;
        foreach (var (place, value) in changes.OrderByDescending(c => places[c.Place].From))
        {
            var (from, to) = places[place];
            if (to > untouched)
            {
                continue;
            }

            untouched = from;
            var old = sample[from..to];
            to += value == -2 && to < sample.Length && sample[to] == ',' ? 1 : 0;
            // Doubled, gone, or made deeper; else another value.
            sample = sample[..from] + (value switch { -3 => $"{old},{old}", -2 => "", -1 => $"[[{old}]]", _ => Values[value] }) + sample[to..];
        }

        return sample;
    }

    /// <summary>Where the values (and, as a whole, the members) of the text stand, found by plain scanning.</summary>
    private static List<(int From, int To)> Places(string json)
    {
        var (places, open, member) = (new List<(int, int)>(), new Stack<int>(), -1);
        for (var i = 0; i < json.Length; i++)
        {
            switch (json[i])
            {
                case '"':
                    var from = i;
                    for (i++; json[i] != '"'; i++)
                    {
                        i += json[i] == '\\' ? 1 : 0;
                    }

                    if (i + 1 < json.Length && json[i + 1] == ':')
                    {
                        member = from;
                    }
                    else
                    {
                        Add(from, i + 1);
                    }

                    break;
                case '{' or '[':
                    open.Push(member >= 0 ? member : i);
                    open.Push(i);
                    member = -1;
                    break;
                case '}' or ']':
                    var start = open.Pop();
                    member = open.Pop();
                    member = member == start ? -1 : member;
                    Add(start, i + 1);
                    break;
                case ',' or ':' or ' ' or '\n' or '\r' or '\t':
                    break;
                default:
                    var value = i;
                    while (i + 1 < json.Length && json[i + 1] is not (',' or '}' or ']' or '\n' or ' '))
                    {
                        i++;
                    }

                    Add(value, i + 1);
                    break;
            }
        }

        return places;

        void Add(int from, int to)
        {
            places.Add((from, to));
            if (member >= 0)
            {
                places.Add((member, to));
            }

            member = -1;
        }
    }

    private static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"a\":[", depth / 2)) + "1" + string.Concat(Enumerable.Repeat("]}", depth / 2));
}
