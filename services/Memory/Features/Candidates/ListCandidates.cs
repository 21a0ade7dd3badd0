using Contracts;
using Contracts.Memory;
using Memory.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace Memory.Features.Candidates;

internal static class ListCandidates
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v2/memory/candidates", Handle)
        .WithName("Memory.ListCandidates")
        .WithSummary("What runs taught, newest first, with the decision about each; decision=pending is what waits for a person.")
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<Page<CandidateView>>, ProblemHttpResult>> Handle(
        Caller caller, MemoryDb db, OrgRedaction redaction, CancellationToken cancel, string? decision = null, string? type = null, string? repo = null, Guid? run = null, string? q = null, string? cursor = null, int? limit = null)
    {
        if (!PageRequest.TryRead(limit, cursor, out var page, out var problem) || !page.TryAfter(out var at, out var id, out problem)) { return problem!; }
        var rows = db.Candidates.AsNoTracking();
        if (decision is not null)
        {
            if (!SnakeCase.TryEnum<CandidateDecision>(decision, out var wanted)) { return Problem.Invalid("unknown_decision", "decision is one of pending, accepted, rejected, merged, quarantined, expired.", "decision", $"Got {decision}."); }
            rows = rows.Where(c => c.Decision == wanted);
        }

        if (type is not null)
        {
            if (!SnakeCase.TryEnum<MemoryType>(type, out var wanted)) { return Problem.Invalid("unknown_type", "type is one of fact, procedure, warning, preference, summary.", "type", $"Got {type}."); }
            rows = rows.Where(c => c.Type == wanted);
        }

        if (Asked(repo) is { } wantedRepo) { rows = rows.Where(c => c.Repo == wantedRepo); }
        if (run is not null) { rows = rows.Where(c => c.RunId == run); }
        if (Asked(q) is { } words) { rows = rows.Where(c => EF.Functions.ILike(c.Text, "%" + words.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_") + "%")); }
        var visible = Ceiling.Of(caller);
        rows = rows.Where(Ceiling.Candidates(visible));
        if (at is { } before && id is { } last) { rows = rows.Where(c => c.CreatedAt < before || c.CreatedAt == before && c.Id.CompareTo(last) < 0); }
        var found = await rows.OrderByDescending(c => c.CreatedAt).ThenByDescending(c => c.Id).Take(page.Limit + 1).ToListAsync(cancel);
        var next = found.Count > page.Limit ? Cursor.Encode(found[page.Limit - 1].CreatedAt, found[page.Limit - 1].Id) : null;
        return TypedResults.Ok(new Page<CandidateView>(await Views.Of(db, [.. found.Take(page.Limit)], cancel), next));

        // As what is stored was redacted.
        string? Asked(string? text) => string.IsNullOrWhiteSpace(text) ? null : redaction.Of(caller.OrgId, text);
    }
}
