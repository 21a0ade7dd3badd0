using Contracts.Memory;
using Memory.Domain.Learning;
using Memory.Domain.Search;
using Memory.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using Substrate.Policies;
using Substrate.Scoping;

namespace Memory.Features.Search;

internal static class SearchMemories
{
    private const int DefaultLimit = 20, MostLimit = 200, LongestText = 20_000;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v2/memory/search", Handle)
        .WithName("Memory.SearchMemories")
        .WithSummary("The memories worth knowing here, best first. q: words a hit must have one of. task: what an agent is about to do. "
            + "A memory is visible when every scope key it has equals the one asked for; nothing else is even scored.")
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<MemorySearchResult>, ProblemHttpResult>> Handle(
        Caller caller, MemoryIndexes indexes, OrgRedaction redaction, TimeProvider clock, CancellationToken cancel, string? q = null, string? task = null, string? types = null, string? project = null, string? repo = null,
        string? agent = null, string? user = null, string? taskType = null, string? run = null, string? maxSensitivity = null, string? minTrust = null, int? limit = null)
    {
        if (limit is < 1 or > MostLimit) { return Problem.Invalid("invalid_limit", $"limit must be 1 to {MostLimit}.", "limit", $"Got {limit}."); }
        if (q?.Length > LongestText || task?.Length > LongestText) { return Problem.Invalid("text_too_long", $"q and task may have at most {LongestText} characters.", q?.Length > LongestText ? "q" : "task"); }
        if (!TryValue<Sensitivity>(maxSensitivity, out var ceiling)) { return Problem.Invalid("unknown_sensitivity", "maxSensitivity is one of public, internal, confidential, restricted.", "maxSensitivity", $"Got {maxSensitivity}."); }
        if (!TryValue<Trust>(minTrust, out var floor)) { return Problem.Invalid("unknown_trust", "minTrust is one of user, tool_internal, model, tool_external.", "minTrust", $"Got {minTrust}."); }
        var limits = PolicyEvaluator.Limits(BuiltInEnvelopes.Default, caller.Role, []);
        if (!TryTypes(types, limits.MemoryTypes, out var kinds)) { return Problem.Invalid("unknown_type", "types is a comma-separated list of fact, procedure, warning, preference, summary.", "types", $"Got {types}."); }

        var index = await indexes.OfAsync(caller.OrgId, cancel);
        var answer = index.Search(new SearchRequest(Asked(q), Asked(task), kinds, new Scope(Asked(project), Asked(repo), Asked(agent), Asked(user), Asked(taskType), Asked(run)),
            Min(ceiling ?? limits.MaxSensitivity, limits.MaxSensitivity), Max(floor ?? limits.MinTrust, limits.MinTrust), limit ?? DefaultLimit, clock.GetUtcNow()));
        return TypedResults.Ok(new MemorySearchResult([.. answer.Hits.Select(View)], answer.AsOf, answer.Filtered));

        // What is looked for is redacted as what is known was: the words of a secret find its mark.
        string? Asked(string? text) => string.IsNullOrWhiteSpace(text) ? null : redaction.Of(caller.OrgId, text);
    }

    private static MemoryHit View(SearchHit hit)
    {
        var m = hit.Memory;
        return new MemoryHit(m.Id, m.Kind.Published(), m.Subject, m.Text, m.Scope, m.Sensitivity, m.Trust, m.Status, m.Confidence, m.CreatedAt, m.ExpiresAt, m.SourceRunId, m.UsageCount, hit.Score, hit.Parts);
    }

    private static Sensitivity Min(Sensitivity a, Sensitivity b) => a < b ? a : b;

    private static Trust Max(Trust a, Trust b) => a > b ? a : b;

    private static bool TryValue<T>(string? text, out T? value) where T : struct, Enum
    {
        value = null;
        if (string.IsNullOrWhiteSpace(text)) { return true; }
        if (!SnakeCase.TryEnum<T>(text, out var known)) { return false; }
        value = known;
        return true;
    }

    private static bool TryTypes(string? types, IReadOnlyList<string> allowed, out IReadOnlySet<MemoryKind>? kinds)
    {
        var names = string.IsNullOrWhiteSpace(types) ? [.. allowed] : types.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var found = new HashSet<MemoryKind>();
        kinds = found;
        foreach (var name in names)
        {
            if (!SnakeCase.TryEnum<MemoryType>(name, out var type)) { return false; }
            if (allowed.Contains(name, StringComparer.Ordinal)) { found.Add(type.Known()); }
        }

        return true;
    }
}
