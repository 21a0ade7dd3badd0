using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>τ²-bench results: what was run, the tasks, and one simulation per run; or a simulation in a file of its own.</summary>
internal sealed class Tau2BenchFormat : ISessionFormat
{
    public string Name => "tau2-bench";

    public bool OwnsDocument(JsonElement root) =>
        root.Get("simulations") is { ValueKind: JsonValueKind.Array } simulations
            && (root.Get("info") is { ValueKind: JsonValueKind.Object } || root.Get("tasks") is not null || simulations.EnumerateArray().Take(20).Any(IsRun))
        || IsRun(root) && root.Get("termination_reason") is not null;

    public bool OwnsBroken(IReadOnlySet<string> members) =>
        members.Contains("1:simulations") || members.Contains("1:info") && members.Contains("2:environment_info") || members.Contains("3:reward_basis");

    public IEnumerable<SessionDocument> Open(JsonElement root, string path)
    {
        if (root.Get("simulations") is null)
        {
            return [Tau2BenchReader.Open(root, default, default)];
        }

        var tasks = root.Items("tasks").GroupBy(t => IdOf(t.Get("id"))).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        return RunList.Open(
            root.Items("simulations"),
            run => IsRun(run) ? Tau2BenchReader.Open(run, root.Get("info") ?? default, tasks.GetValueOrDefault(IdOf(run.Get("task_id")))) : null);
    }

    public static string IdOf(JsonElement? id) => id is { ValueKind: JsonValueKind.Number or JsonValueKind.String } given ? given.ToString() : "none";

    private static bool IsRun(JsonElement run) =>
        run.Get("task_id") is not null && (run.Get("messages") is { ValueKind: JsonValueKind.Array } || run.Get("termination_reason") is not null);
}
