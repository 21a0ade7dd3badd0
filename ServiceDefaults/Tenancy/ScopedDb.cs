using Microsoft.EntityFrameworkCore;

namespace ServiceDefaults.Tenancy;

/// <summary>What a scope's context is bound to: the message's transaction when a handler runs, else the current caller's organisation.</summary>
internal sealed class ScopedDb<TDb>(Database<TDb> database) where TDb : DbContext
{
    public TDb? Bound { get; set; }

    public TDb Resolve() => Bound ?? database.CreateContext(
        (CallerContext.Current ?? throw new InvalidOperationException(
            $"{typeof(TDb).Name} was asked for outside a request, handler or job. Open a connection with Database<{typeof(TDb).Name}>.OpenAsync(org).")).OrgId);
}
