using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Tenancy;

namespace ServiceDefaults.Tests.Echo;

public sealed class Heard
{
    public long Id { get; set; }
    public Guid OrgId { get; set; }
    public Guid MessageId { get; set; }
    public string Text { get; set; } = "";
}

public sealed class EchoDb(DbContextOptions<EchoDb> options) : DbContext(options)
{
    public DbSet<Heard> Heard => Set<Heard>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => SnakeCase.Apply(modelBuilder);
}
