using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>Langfuse exports: a trace and its observations, beside it or inside it.</summary>
internal sealed class LangfuseFormat : ISessionFormat
{
    public string Name => "langfuse";

    public bool OwnsDocument(JsonElement root) =>
        root.Get("observations") is { ValueKind: JsonValueKind.Array } observations
        && (observations.EnumerateArray().Take(20).Any(IsObservation)
            || root.Get("trace") is { ValueKind: JsonValueKind.Object } trace && trace.Text("id") is not null);

    public bool OwnsBroken(IReadOnlySet<string> members) =>
        members.Contains("1:trace") && (members.Contains("1:observations") || members.Contains("2:projectId"))
        || members.Contains("1:observations") && members.Contains("3:parentObservationId");

    public IEnumerable<SessionDocument> Open(JsonElement root, string path)
    {
        var trace = root.Get("trace") is { ValueKind: JsonValueKind.Object } beside ? beside : root;
        var records = Ordered([.. root.Items("observations").Where(o => o.ValueKind == JsonValueKind.Object)]);
        if (records.Count == 0)
        {
            records.Add(trace);
        }

        var id = trace.Text("id") ?? records.Select(o => o.Text("traceId")).FirstOrDefault(t => t is not null);
        return [new SessionDocument(new LangfuseReader(trace, records), id, null, records)];
    }

    private static bool IsObservation(JsonElement observation) =>
        observation.Text("type") is not null && (observation.Text("traceId") is not null || observation.Get("startTime") is not null);

    /// <summary>Parents before their children, siblings by their beginning; one whose parent is not in the file stands at the top, as do those of a cycle.</summary>
    private static List<JsonElement> Ordered(List<JsonElement> observations)
    {
        var byBeginning = observations.OrderBy(o => o.Instant("startTime") ?? DateTimeOffset.MaxValue).ThenBy(o => o.Text("id"), StringComparer.Ordinal).ToList();
        var ids = observations.Select(o => o.Text("id")).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var children = Enumerable.Range(0, byBeginning.Count)
            .ToLookup(i => byBeginning[i].Text("parentObservationId") is { } parent && ids.Contains(parent) ? parent : string.Empty, StringComparer.Ordinal);
        var ordered = new List<JsonElement>(observations.Count);
        var taken = new HashSet<int>();
        var waiting = new Stack<int>();
        // Every observation may be a top: those of a cycle are under none, and are reached last.
        foreach (var top in children[string.Empty].Concat(Enumerable.Range(0, byBeginning.Count)))
        {
            waiting.Push(top);
            while (waiting.TryPop(out var next))
            {
                if (taken.Add(next))
                {
                    ordered.Add(byBeginning[next]);
                    foreach (var child in byBeginning[next].Text("id") is { Length: > 0 } id ? children[id].Reverse() : [])
                    {
                        waiting.Push(child);
                    }
                }
            }
        }

        return ordered;
    }
}
