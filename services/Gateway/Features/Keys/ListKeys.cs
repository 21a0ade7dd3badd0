using Contracts;
using Contracts.Gateway;
using Gateway.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Http;

namespace Gateway.Features.Keys;

internal static class ListKeys
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v2/keys", Handle)
            .WithName("Gateway.ListKeys")
            .WithSummary("API keys of the organisation, newest first; also expired and revoked ones. Secrets are never shown again.")
            .ProducesProblem(400);

    private static async Task<Results<Ok<Page<KeyView>>, ProblemHttpResult>> Handle(GatewayDb db, CancellationToken cancel, int? limit = null, string? cursor = null)
    {
        if (!PageRequest.TryRead(limit, cursor, out var page, out var problem) || !page.TryAfter(out var at, out var id, out problem))
        {
            return problem!;
        }
        var keys = db.ApiKeys.AsNoTracking();
        if (at is not null)
        {
            keys = keys.Where(key => key.CreatedAt < at || (key.CreatedAt == at && key.Id.CompareTo(id!.Value) < 0));
        }
        var found = await keys.OrderByDescending(key => key.CreatedAt).ThenByDescending(key => key.Id).Take(page.Limit + 1).ToListAsync(cancel);
        var next = found.Count > page.Limit ? Cursor.Encode(found[page.Limit - 1].CreatedAt, found[page.Limit - 1].Id) : null;
        return TypedResults.Ok(new Page<KeyView>([.. found.Take(page.Limit).Select(KeyViews.Of)], next));
    }
}
