using System.Text.Json;
using Context.Domain;
using Context.Storage;
using Contracts;
using Contracts.Context;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using Substrate.Json;
using Substrate.Scoping;

namespace Context.Features.Compiles;

internal static class ListCompiles
{
    private const int TaskPreview = 300;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v2/context/compiles", Handle)
        .WithName("Context.ListCompiles")
        .WithSummary("Compiles, newest first; of one run, of one repository, under one profile (NAME@N), of some time (from, before), or whose task contains q (any case).")
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<Page<CompileSummary>>, ProblemHttpResult>> Handle(
        Guid? run, string? q, string? repo, string? profile, DateTimeOffset? from, DateTimeOffset? before, int? limit, string? cursor, Caller caller, ContextDb db, ProjectRedaction redaction, CancellationToken cancel)
    {
        if (!PageRequest.TryRead(limit, cursor, out var page, out var problem))
        {
            return problem!;
        }
        if (q?.Contains('\0') == true || repo?.Contains('\0') == true)
        {
            return Problem.Invalid("text_invalid", "Text to look for has no NUL character.", q?.Contains('\0') == true ? "q" : "repo");
        }

        // What is looked for is redacted as what is stored was.
        var words = string.IsNullOrWhiteSpace(q) ? null : redaction.Forms(caller.OrgId, q).Select(form => $"%{Literal(form)}%").ToArray();
        var repos = string.IsNullOrEmpty(repo) ? null : redaction.Forms(caller.OrgId, repo);
        var query = db.Compiles.AsNoTracking().Where(c => c.OrgId == caller.OrgId);
        if (profile is not null && ProfileName.Read(profile) is not { Version: not null })
        {
            return Problem.Invalid("profile_invalid", "Name one version of a profile, as NAME@N.", "profile");
        }

        query = profile is null ? query : query.Where(c => c.Profile == profile);
        query = from is null ? query : query.Where(c => c.At >= from.Value.ToUniversalTime());
        query = before is null ? query : query.Where(c => c.At < before.Value.ToUniversalTime());
        query = run is null ? query : query.Where(c => c.RunId == run);
        query = repos is null ? query : query.Where(c => repos.Contains(c.Repo));
        query = words is null ? query : query.Where(c => words.Any(form => EF.Functions.ILike(c.Task, form, "\\")));
        if (!page.TryAfter(out var at, out var id, out problem))
        {
            return problem!;
        }
        query = at is null ? query : query.Where(c => EF.Functions.LessThan(ValueTuple.Create(c.At, c.Id), ValueTuple.Create(at.Value, id!.Value)));

        var rows = await query.OrderByDescending(c => c.At).ThenByDescending(c => c.Id).Take(page.Limit + 1)
            .Select(c => new
            {
                c.Id, c.RunId, Task = c.Task.Substring(0, TaskPreview), c.Scope, c.Budget, c.UsedTokens, c.Candidates, c.Included, c.MemoriesIncluded, c.At,
            })
            .ToListAsync(cancel);
        var shown = rows.Take(page.Limit).ToList();
        return TypedResults.Ok(new Page<CompileSummary>(
            [
                .. shown.Select(c => new CompileSummary(
                    c.Id, c.RunId, c.Task, JsonSerializer.Deserialize<Scope>(c.Scope, PlatformJson.Options)!, c.Budget, c.UsedTokens, c.Candidates, c.Included,
                    c.MemoriesIncluded, c.At)),
            ],
            rows.Count > page.Limit ? Cursor.Encode(shown[^1].At, shown[^1].Id) : null));
    }

    private static string Literal(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
