using System.Text.Json;
using Context.Domain;
using Contracts.Context;
using Contracts.Memory;
using Substrate.Compiling;
using Substrate.Policies;
using Substrate.Scoping;

namespace Context.Features.Compiles;

/// <param name="Warning">What the person who reads the answer should know; null when memory answered.</param>
internal sealed record Recalled(IReadOnlyList<ContextItem> Items, MemorySnapshot Snapshot, string? Query, string? Warning)
{
    /// <summary>Memory was not wanted.</summary>
    public static Recalled Nothing { get; } = new([], new(MemoryAvailability.Disabled, null, new Dictionary<string, int>()), null, null);
}

/// <summary>Asks memory what is worth knowing for a task. A compile without memory is worth less; no compile is worth nothing: so failing to reach memory is a warning.</summary>
internal static class RecallMemory
{
    public static async Task<Recalled> Ask(
        CompileRequest request, VisibilityLimits limits, IReadOnlySet<string> given, IMemoryApi memory, ILogger log, CancellationToken cancel)
    {
        var options = request.Memory ?? new MemoryOptions();
        var types = (options.Types ?? MemoryTypes.All).Distinct(StringComparer.Ordinal).Where(limits.MemoryTypes.Contains).ToList();
        if (types.Count == 0)
        {
            return Recalled.Nothing with { Warning = "Policy allows none of the memory types that were asked for." };
        }

        var query = RetrievalQuery.From(request.Task);
        var scope = request.Scope;
        try
        {
            var found = await memory.Search(
                task: query, types: string.Join(',', types), project: scope.Project, repo: scope.Repo, agent: scope.Agent, user: scope.User,
                taskType: scope.TaskType, run: scope.Run, maxSensitivity: JsonNamingPolicy.SnakeCaseLower.ConvertName(limits.MaxSensitivity.ToString()),
                minTrust: JsonNamingPolicy.SnakeCaseLower.ConvertName(limits.MinTrust.ToString()), limit: options.Limit, cancel: cancel);

            // A memory that the caller gave itself stands for the one found; ids are unique within a compile.
            var items = found.Items.Select(ItemOf).Where(item => !given.Contains(item.Id)).ToList();
            return new(items, new(MemoryAvailability.Used, found.AsOf, found.Filtered), query, null);
        }
        catch (Exception failure) when (PeerFailure.IsOne(failure, cancel))
        {
            log.LogWarning(failure, "Memory did not answer; compiling without it");
            return new([], Recalled.Nothing.Snapshot with { Availability = MemoryAvailability.Unavailable }, query, "Memory could not be reached; the window was compiled without it.");
        }
    }

    private static ContextItem ItemOf(MemoryHit hit) => new(
        hit.Id.ToString("D"), ItemKind.Memory, hit.Text, new ItemSource($"memory:{hit.Id:D}", hit.SourceRunId is { } run ? $"run:{run:D}" : null),
        Weight: hit.Confidence, Pinned: hit.Status == MemoryStatus.Pinned, Scope: hit.Scope, Sensitivity: hit.Sensitivity, Trust: hit.Trust,
        At: hit.CreatedAt, RetrievalScore: hit.Score,
        Memory: new(
            MemoryTypes.Of(hit.Type), hit.Status, hit.ExpiresAt, hit.Confidence,
            // Verified: it points to the run it was learned from, or a person pinned it.
            Verified: hit.SourceRunId is not null || hit.Status == MemoryStatus.Pinned));
}
