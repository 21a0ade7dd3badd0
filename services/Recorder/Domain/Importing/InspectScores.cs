using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// Scores of a sample as checks. A value is worth what Inspect's own conversion says: C, true and yes 1; P 0.5; I, N, false and no 0; a number itself. A check
/// passes at 1 and above. The sample succeeded when all passed; its reward is their mean.
/// </summary>
internal static class InspectScores
{
    public static Outcome? Verdict(JsonElement sample)
    {
        var scores = sample.Get("scores") is { ValueKind: JsonValueKind.Object } named ? named.EnumerateObject().Select(s => (s.Name, s.Value))
            : sample.Get("score") is { } only ? [("score", only)] : [];
        var worth = scores.SelectMany(s => Values(s.Name, s.Value)).ToList();
        if (worth.Count == 0)
        {
            return null;
        }

        var passed = worth.TrueForAll(w => w.Check.Passed);
        return new Outcome(passed ? OutcomeStatus.Succeeded : OutcomeStatus.Failed, worth.Average(w => w.Worth), [.. worth.Select(w => w.Check)]);
    }

    // A scorer may give several values under names.
    private static IEnumerable<(OutcomeCheck Check, double Worth)> Values(string name, JsonElement score)
    {
        var detail = score.Text("explanation") ?? score.Text("answer");
        var value = score.Get("value") ?? default;
        var parts = value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().Select(v => ($"{name}.{v.Name}", v.Value)) : [(name, value)];
        return from part in parts let worth = Worth(part.Item2) where worth is not null select (new OutcomeCheck(part.Item1, worth >= 1, detail), worth.Value);
    }

    private static double? Worth(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.Number => value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null,
        JsonValueKind.String => value.GetString()!.Trim().ToLowerInvariant() switch
        {
            "c" or "true" or "yes" => 1,
            "p" => 0.5,
            "i" or "n" or "false" or "no" => 0,
            var text => double.TryParse(text, out var number) && double.IsFinite(number) ? number : null,
        },
        _ => null,
    };
}
