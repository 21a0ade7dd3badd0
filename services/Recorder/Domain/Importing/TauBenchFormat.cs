using System.Text.Json;
using System.Text.RegularExpressions;

namespace Recorder.Domain.Importing;

/// <summary>τ-bench results: a JSON array of runs.</summary>
internal sealed partial class TauBenchFormat : ISessionFormat
{
    public string Name => "tau-bench";

    public bool OwnsDocument(JsonElement root) =>
        root.ValueKind == JsonValueKind.Array && root.EnumerateArray().Take(20).Any(IsRun);

    public bool OwnsBroken(IReadOnlySet<string> members) =>
        members.Contains("2:task_id") && (members.Contains("2:traj") || members.Contains("2:info") && members.Contains("2:reward"));

    public IEnumerable<SessionDocument> Open(JsonElement root, string path)
    {
        // The files say neither which model ran nor in which domain; the benchmark names them after both.
        var name = path[(path.LastIndexOf('/') + 1)..];
        var told = Written().Match(name) is { Success: true } written ? written : Published().Match(name);
        return RunList.Open(
            root.EnumerateArray(), run => IsRun(run) ? TauBenchReader.Open(run, Named(told, "model"), Named(told, "domain"), Named(told, "strategy")) : null);
    }

    private static bool IsRun(JsonElement run) => run.Get("task_id") is not null && run.Get("traj") is { ValueKind: JsonValueKind.Array };

    private static string? Named(Match match, string group) => match.Groups[group] is { Success: true } found ? found.Value : null;

    [GeneratedRegex(@"^(?<strategy>tool-calling|act|react|few-shot)-(?<model>.+)-[\d.]+_range_", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 200)]
    private static partial Regex Written();

    [GeneratedRegex(@"^(?<model>.+)-(?<domain>airline|retail)\.json$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 200)]
    private static partial Regex Published();
}
