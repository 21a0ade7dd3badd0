using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Substrate.Tokens;

namespace Bench;

/// <summary>How fast tokens are counted, and whether the counts are those of the published tokenizer, text by text.</summary>
internal static class TokenBench
{
    private const int Sample = 10_000;
    private const int Passes = 4;
    private const int Shown = 3;
    private const string PeerName = "npm gpt-tokenizer";

    public static async Task Run(Arguments arguments, Figures figures)
    {
        var texts = SampledTexts.Below(arguments.Texts ?? Repository.Root, Sample);
        if (texts.Count == 0)
        {
            throw new BenchException($"No texts (.md, .txt, .py, .json, .jsonl, sources) below {arguments.Texts}.");
        }

        var megabytes = texts.Sum(text => (long)Encoding.UTF8.GetByteCount(text)) / 1e6;
        figures.Note(string.Create(CultureInfo.InvariantCulture, $"{texts.Count:N0} different texts, {megabytes:0.0} MB of UTF-8, of {(arguments.Texts is null ? "this repository" : "the folder given")}; one thread, best of {Passes} passes on both sides."));
        var (peer, missing) = await TokenPeer.Measure(texts, Passes);
        if (peer is null)
        {
            figures.Note($"Not compared with the published tokenizer: {missing}.");
        }

        var o200k = Measure("o200k", O200kBase.Shared, peer?.GptTokenizer.O200k);
        var cl100k = Measure("cl100k", Cl100k.Instance, peer?.GptTokenizer.Cl100k);
        if (peer is null)
        {
            return;
        }

        List<int> Wrong(IReadOnlyList<int> o200kCounts, IReadOnlyList<int> cl100kCounts) =>
            [.. Enumerable.Range(0, texts.Count).Where(i => o200kCounts[i] != peer.Tiktoken.O200k.Counts[i] || cl100kCounts[i] != peer.Tiktoken.Cl100k.Counts[i])];
        var wrong = Wrong(o200k, cl100k);
        var theirWrong = Wrong(peer.GptTokenizer.O200k.Counts, peer.GptTokenizer.Cl100k.Counts);
        figures.Add(
            string.Create(CultureInfo.InvariantCulture, $"tokens.equal@{texts.Count}"), texts.Count - wrong.Count, "texts",
            new($"{PeerName} {peer.GptTokenizer.Version}", texts.Count - theirWrong.Count),
            $"same count as npm tiktoken {peer.Tiktoken.Version} in o200k_base and in cl100k_base; {First(wrong)}{(theirWrong.Count == 0 ? "" : $"; of {PeerName}'s {First(theirWrong)}")}");

        int[] Measure(string name, ITokenCounter counter, PeerCounts? theirs)
        {
            var counts = new int[texts.Count];
            var best = double.MaxValue;
            for (var pass = 0; pass < Passes; pass++)
            {
                var start = Stopwatch.GetTimestamp();
                for (var i = 0; i < counts.Length; i++) counts[i] = counter.Count(texts[i]);
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
            figures.Add(
                $"tokens.{name}_mb_per_second", megabytes / best, "MB/s", theirs is null ? null : new($"{PeerName} {peer!.GptTokenizer.Version}", megabytes / theirs.Seconds),
                string.Create(CultureInfo.InvariantCulture, $"{counts.Sum(c => (long)c):N0} tokens"));
            return counts;
        }

        string First(List<int> differing) => differing.Count == 0 ? "none differs" : "the first that differ: " + string.Join("; ", differing.Take(Shown).Select(Difference));

        string Difference(int i) => string.Create(
            CultureInfo.InvariantCulture,
            $"text {i} ({JsonSerializer.Serialize(texts[i].Length <= 60 ? texts[i] : texts[i][..60] + "…")}), ours {o200k[i]} and {cl100k[i]}, tiktoken {peer.Tiktoken.O200k.Counts[i]} and {peer.Tiktoken.Cl100k.Counts[i]}, gpt-tokenizer {peer.GptTokenizer.O200k.Counts[i]} and {peer.GptTokenizer.Cl100k.Counts[i]}");
    }
}
