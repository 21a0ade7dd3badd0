using Memory.Storage;
using ServiceDefaults.Hosting;
using ServiceDefaults.Tenancy;

namespace Memory.Features.Search;

/// <summary>The service is ready once every organisation's index stands.</summary>
internal sealed class IndexWarmUp(Database<MemoryDb> database, MemoryIndexes indexes) : IWarmUp
{
    public async Task WarmUp(CancellationToken ct)
    {
        foreach (var org in await database.OrgsAsync(ct)) { await indexes.FollowAsync(org, ct); }
    }
}
