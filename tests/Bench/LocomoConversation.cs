using System.Globalization;
using System.Text.Json;
using Substrate.Compiling;

namespace Bench;

/// <param name="Qa">Place in the sample's list.</param>
/// <param name="Gold">Item ids of the evidence that exists; <paramref name="Evidence"/> counts it all, malformed ids among it.</param>
internal sealed record LocomoQuestion(int Qa, string Text, IReadOnlyList<string> Gold, int Evidence);

/// <summary>One conversation of LoCoMo (Maharana et al., 2024): its turns as messages, its questions with the turns that answer them.</summary>
/// <param name="Words">Each turn's words as they must stand in a window, by item id; blank edges are not words.</param>
internal sealed record LocomoConversation(string Sample, IReadOnlyList<ContextItem> Turns, IReadOnlyDictionary<string, string> Words, IReadOnlyList<LocomoQuestion> Questions)
{
    /// <summary>A file, or all JSON files below a folder that hold samples with a conversation and questions. A sample that comes twice counts once.</summary>
    public static IReadOnlyList<LocomoConversation> Read(string path)
    {
        var files = File.Exists(path) ? [path] : Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var found = new List<LocomoConversation>();
        foreach (var file in files)
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            IEnumerable<JsonElement> samples = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.EnumerateArray() : [json.RootElement];
            found.AddRange(samples.Where(s => s.ValueKind == JsonValueKind.Object && s.TryGetProperty("qa", out _) && s.TryGetProperty("conversation", out _)).Select((s, i) => Of(s, $"{Path.GetFileNameWithoutExtension(file)}-{i}")));
        }

        return found.Count > 0 ? [.. found.DistinctBy(c => c.Sample)] : throw new BenchException($"No LoCoMo conversation in {path}.");
    }

    private static LocomoConversation Of(JsonElement sample, string otherwise)
    {
        var name = sample.TryGetProperty("sample_id", out var id) ? id.ToString() : otherwise;
        var conversation = sample.GetProperty("conversation");
        var turns = new List<ContextItem>();
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        var sessions = conversation.EnumerateObject().Where(p => p.Name.StartsWith("session_", StringComparison.Ordinal) && p.Value.ValueKind == JsonValueKind.Array)
            .OrderBy(p => int.Parse(p.Name["session_".Length..], CultureInfo.InvariantCulture));
        foreach (var session in sessions)
        {
            var at = Date(conversation.GetProperty($"{session.Name}_date_time").GetString()!);
            foreach (var turn in session.Value.EnumerateArray())
            {
                var (dia, text) = (turn.GetProperty("dia_id").GetString()!, turn.GetProperty("text").GetString()!);
                if (words.TryAdd(dia, text.Trim()))
                {
                    turns.Add(new(dia, ItemKind.Message, $"{turn.GetProperty("speaker").GetString()}: {text}", new($"locomo:{name}", dia), At: at) { Keywords = Pictures(turn) });
                }
                at = at.AddSeconds(1);
            }
        }

        var questions = sample.GetProperty("qa").EnumerateArray().Select((qa, i) =>
        {
            List<string> evidence = qa.TryGetProperty("evidence", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Select(e => e.ToString())] : [];
            return new LocomoQuestion(i, qa.GetProperty("question").ToString(), [.. evidence.Where(words.ContainsKey)], evidence.Count);
        });
        return new(name, turns, words, [.. questions]);
    }

    /// <summary>A turn that shows a picture is also found by the picture's caption and by what it was searched for with, which the data has beside the text.</summary>
    private static string? Pictures(JsonElement turn)
    {
        var words = new[] { "blip_caption", "query" }.Select(name => turn.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null)
            .Where(text => !string.IsNullOrWhiteSpace(text)).ToList();
        return words.Count == 0 ? null : string.Join('\n', words);
    }

    /// <summary>Such as "1:56 pm on 8 May, 2023".</summary>
    private static DateTimeOffset Date(string text) =>
        DateTimeOffset.ParseExact(text.ToUpperInvariant(), "h:mm tt 'ON' d MMMM, yyyy", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
