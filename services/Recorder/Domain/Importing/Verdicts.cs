using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>What one evaluation file says: outcomes by instance.</summary>
/// <param name="Config">The configuration that was evaluated, when the file's name carries it: then it speaks for runs in a folder of that name only.</param>
/// <param name="Folder">Folder of the file; without a configuration it speaks for runs in and below it.</param>
internal sealed record VerdictFile(string File, string Folder, string? Config, IReadOnlyDictionary<string, Outcome> Outcomes);

/// <summary>
/// SWE-bench result files (<c>resolved_ids</c> and its siblings; <c>{model}.{config}.json</c> beside <c>output/{config}/</c>) and the per-instance
/// <c>report.json</c> of SWE-bench and SWE-smith.
/// </summary>
internal static class Verdicts
{
    public static VerdictFile? Read(string path, JsonElement root)
    {
        var outcomes = root.ValueKind != JsonValueKind.Object ? []
            : root.Get("resolved_ids") is { ValueKind: JsonValueKind.Array } ? Summary(path, root)
            : Reports(path, root);
        return outcomes.Count == 0 ? null : new VerdictFile(path, FolderOf(path), ConfigOf(path), outcomes);
    }

    /// <summary>The verdict for a run, or null. A file that names the run's configuration goes before one that merely lies above it.</summary>
    /// <param name="own">What the run says of itself: a machine's failure stays one, whatever was then evaluated.</param>
    public static Outcome? For(IReadOnlyCollection<VerdictFile> files, string runPath, string? instanceId, OutcomeStatus own)
    {
        // Most say nothing of it.
        var about = instanceId is null ? [] : files.Where(f => f.Outcomes.ContainsKey(instanceId)).ToList();
        if (instanceId is null || about.Count == 0)
        {
            return null;
        }

        var folders = FolderOf(runPath).Split('/');
        var verdict = about.Where(f => f.Config is not null && folders.Contains(f.Config, StringComparer.Ordinal))
            .Concat(about.Where(f => f.Config is null && IsAbove(f.Folder, FolderOf(runPath))).OrderByDescending(f => f.Folder.Length))
            // Logs of one evaluation often lie beside the trajectories, in a folder named after the instance.
            .Concat(about.Where(f => f.Config is null && f.Outcomes.Count == 1 && LastOf(f.Folder) == instanceId))
            .Select(f => f.Outcomes.GetValueOrDefault(instanceId)).FirstOrDefault(o => o is not null);
        return verdict is { Status: not OutcomeStatus.Succeeded } && own == OutcomeStatus.InfraError ? null : verdict;
    }

    public static string FolderOf(string path) => path.LastIndexOf('/') is >= 0 and var at ? path[..at] : string.Empty;

    private static Dictionary<string, Outcome> Summary(string path, JsonElement root)
    {
        var outcomes = new Dictionary<string, Outcome>(StringComparer.Ordinal);
        Add("resolved_ids", OutcomeStatus.Succeeded, 1);
        Add("error_ids", OutcomeStatus.InfraError, null);
        Add("empty_patch_ids", OutcomeStatus.Failed, 0);
        Add("unresolved_ids", OutcomeStatus.Failed, 0);
        return outcomes;

        void Add(string list, OutcomeStatus status, double? reward)
        {
            foreach (var id in root.Items(list).Where(i => i.ValueKind == JsonValueKind.String))
            {
                outcomes.TryAdd(id.GetString()!, new Outcome(status, reward, [new OutcomeCheck("swe-bench", status == OutcomeStatus.Succeeded, $"{list} of {LastOf(path)}")]));
            }
        }
    }

    private static Dictionary<string, Outcome> Reports(string path, JsonElement root)
    {
        if (Report(root) is { } own)
        {
            return LastOf(FolderOf(path)) is { Length: > 0 } instance ? new() { [instance] = own } : [];
        }

        var outcomes = new Dictionary<string, Outcome>(StringComparer.Ordinal);
        foreach (var member in root.EnumerateObject())
        {
            if (Report(member.Value) is not { } outcome)
            {
                return [];
            }

            outcomes[member.Name] = outcome;
        }

        return outcomes;
    }

    private static Outcome? Report(JsonElement report)
    {
        if (report.Get("resolved") is not { ValueKind: JsonValueKind.True or JsonValueKind.False } resolved
            || report.Get("tests_status") is null && report.Get("patch_exists") is null)
        {
            return null;
        }

        var passed = resolved.GetBoolean();
        var checks = new List<OutcomeCheck> { new("resolved", passed) };
        foreach (var group in (report.Get("tests_status") ?? default) is { ValueKind: JsonValueKind.Object } tests ? tests.EnumerateObject().ToList() : [])
        {
            var (good, bad) = (group.Value.Items("success").Count(), group.Value.Items("failure").Count());
            if (good + bad > 0)
            {
                checks.Add(new OutcomeCheck(group.Name, bad == 0, $"{good} of {good + bad} passed"));
            }
        }

        return new Outcome(passed ? OutcomeStatus.Succeeded : OutcomeStatus.Failed, passed ? 1 : 0, checks);
    }

    private static string? ConfigOf(string path)
    {
        var parts = LastOf(path).Split('.');
        return parts.Length >= 3 ? parts[^2] : null;
    }

    private static string LastOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static bool IsAbove(string folder, string below) =>
        folder.Length == 0 || below == folder || below.StartsWith(folder + "/", StringComparison.Ordinal);
}
