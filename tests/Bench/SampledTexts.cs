using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Bench;

/// <summary>
/// Different texts of a folder, the same ones each time: in every folder at its top those with the smallest SHA-256, taken in turn, so that a large data set
/// does not make the whole sample. A text is a file, a line of JSON Lines, or a string inside JSON; long ones are cut into several.
/// </summary>
internal static class SampledTexts
{
    private const int Longest = 16_384;
    private static readonly string[] Plain = [".md", ".txt", ".py", ".cs", ".ts", ".tsx", ".sql", ".css"];
    private static readonly string[] NotOurs = ["node_modules", "artifacts", ".git", ".state", "dist"];

    public static IReadOnlyList<string> Below(string folder, int count)
    {
        if (!Directory.Exists(folder))
        {
            throw new BenchException($"There is no folder {folder} to take texts from.");
        }

        var groups = new SortedDictionary<string, Smallest>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var parts = Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar);
            if (parts.Any(NotOurs.Contains))
            {
                continue;
            }

            var group = parts.Length > 1 ? parts[0] : "";
            var kept = groups.TryGetValue(group, out var found) ? found : groups[group] = new(count);
            foreach (var text in TextsOf(file).SelectMany(Cut))
            {
                kept.Offer(text);
            }
        }

        var queues = groups.Values.Select(g => new Queue<string>(g.InOrder())).ToList();
        var sample = new List<string>(count);
        while (sample.Count < count && queues.Any(q => q.Count > 0))
        {
            sample.AddRange(queues.Where(q => q.Count > 0).Take(count - sample.Count).Select(q => q.Dequeue()));
        }
        return sample;
    }

    private static IEnumerable<string> TextsOf(string file)
    {
        switch (Path.GetExtension(file))
        {
            case ".jsonl":
                return File.ReadLines(file).SelectMany(line => StringsOf(line).Prepend(line));
            case ".json" or ".traj":
                var whole = File.ReadAllText(file);
                return StringsOf(whole).Prepend(whole);
            case var plain when Plain.Contains(plain):
                return [File.ReadAllText(file)];
            default:
                return [];
        }
    }

    /// <summary>Up to where the JSON is broken; strings with half a surrogate pair are left out, since they are no UTF-8.</summary>
    private static List<string> StringsOf(string json)
    {
        var strings = new List<string>();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = 1_000 });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.String && TryText(ref reader) is { } text)
                {
                    strings.Add(text);
                }
            }
        }
        catch (JsonException)
        {
            // What was read so far are texts all the same.
        }
        return strings;
    }

    private static string? TryText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Cut(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var end = Math.Min(text.Length, at + Longest);
            if (end < text.Length && char.IsHighSurrogate(text[end - 1]))
            {
                end--;
            }
            yield return text[at..end];
            at = end;
        }
    }

    /// <summary>The <paramref name="count"/> different texts with the smallest hashes, however many are offered.</summary>
    private sealed class Smallest(int count)
    {
        private readonly PriorityQueue<(ulong Hash, string Text), ulong> _largestFirst = new(Comparer<ulong>.Create((a, b) => b.CompareTo(a)));
        private readonly HashSet<ulong> _kept = [];

        public void Offer(string text)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
            var rank = BinaryPrimitives.ReadUInt64BigEndian(hash);
            if (_kept.Count == count && rank >= _largestFirst.Peek().Hash || !_kept.Add(rank))
            {
                return;
            }

            _largestFirst.Enqueue((rank, text), rank);
            if (_kept.Count > count)
            {
                _kept.Remove(_largestFirst.Dequeue().Hash);
            }
        }

        public IEnumerable<string> InOrder() => _largestFirst.UnorderedItems.Select(i => i.Element).OrderBy(i => i.Hash).Select(i => i.Text);
    }
}
