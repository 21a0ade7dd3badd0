using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Tenancy;

namespace ServiceDefaults.Tests.Storage;

public enum Mood { Plain, VeryHappy }

public sealed class Note
{
    public Guid Id { get; set; }
    public Guid OrgId { get; set; }
    public string Text { get; set; } = "";
    public Mood Mood { get; set; }
    public int? Pages { get; set; }
}

public sealed class ProbeDb(DbContextOptions<ProbeDb> options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => SnakeCase.Apply(modelBuilder);
}
