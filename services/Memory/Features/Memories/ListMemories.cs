using Contracts;
using Contracts.Memory;
using Memory.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using Substrate.Compiling;

namespace Memory.Features.Memories;

internal static class ListMemories
{
    private const int EvidenceInLists = 6;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v2/memory", Handle)
        .WithName("Memory.ListMemories")
        .WithSummary("Accepted memories, newest first. run is a run that a memory has evidence from.")
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<Page<MemoryView>>, ProblemHttpResult>> Handle(
        Caller caller, MemoryDb db, OrgRedaction redaction, CancellationToken cancel, string? status = null, string? type = null, string? repo = null, string? project = null, Guid? run = null, string? q = null, string? cursor = null, int? limit = null)
    {
        if (!PageRequest.TryRead(limit, cursor, out var page, out var problem) || !page.TryAfter(out var at, out var id, out problem)) { return problem!; }
        var rows = db.Memories.AsNoTracking();
        if (status is not null)
        {
            if (!SnakeCase.TryEnum<MemoryStatus>(status, out var wanted)) { return Problem.Invalid("unknown_status", "status is one of active, pinned, quarantined, expired, superseded, rejected.", "status", $"Got {status}."); }
            rows = rows.Where(m => m.Status == wanted);
        }

        if (type is not null)
        {
            if (!SnakeCase.TryEnum<MemoryType>(type, out var wanted)) { return Problem.Invalid("unknown_type", "type is one of fact, procedure, warning, preference, summary.", "type", $"Got {type}."); }
            rows = rows.Where(m => m.Type == wanted);
        }

        if (Asked(repo) is { } wantedRepo) { rows = rows.Where(m => m.Repo == wantedRepo); }
        if (Asked(project) is { } wantedProject) { rows = rows.Where(m => m.Project == wantedProject); }
        if (run is not null) { rows = rows.Where(m => db.Candidates.Any(c => c.RunId == run && (c.Id == m.Id || c.MergedInto == m.Id))); }
        if (Asked(q) is { } words) { rows = rows.Where(m => EF.Functions.ILike(m.Text, "%" + words.Replace(@"\", @"\\").Replace("%", @"\%").Replace("_", @"\_") + "%")); }
        rows = rows.Where(Ceiling.Memories(Ceiling.Of(caller)));
        if (at is { } before && id is { } last) { rows = rows.Where(m => m.CreatedAt < before || m.CreatedAt == before && m.Id.CompareTo(last) < 0); }
        var found = await rows.OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id).Take(page.Limit + 1).ToListAsync(cancel);
        var next = found.Count > page.Limit ? Cursor.Encode(found[page.Limit - 1].CreatedAt, found[page.Limit - 1].Id) : null;
        return TypedResults.Ok(new Page<MemoryView>(await Views.Of(db, [.. found.Take(page.Limit)], EvidenceInLists, cancel), next));

        // As what is stored was redacted.
        string? Asked(string? text) => string.IsNullOrWhiteSpace(text) ? null : redaction.Of(caller.OrgId, text);
    }
}
