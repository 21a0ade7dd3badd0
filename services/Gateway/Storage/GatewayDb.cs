using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Tenancy;

namespace Gateway.Storage;

internal sealed class GatewayDb(DbContextOptions<GatewayDb> options) : DbContext(options)
{
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<Organisation> Organisations => Set<Organisation>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ApiKey>().HasKey(key => key.Id);
        modelBuilder.Entity<Organisation>().HasKey(org => org.OrgId);
        SnakeCase.Apply(modelBuilder);
    }
}
