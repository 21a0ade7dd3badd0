using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Tenancy;

namespace Recorder.Storage;

/// <summary>The recorder's database. Steps, blobs and imports are written and read by SQL (<c>StepStore</c>, <c>BlobStore</c>): those paths are hot.</summary>
internal sealed class RecorderDb(DbContextOptions<RecorderDb> options) : DbContext(options)
{
    public DbSet<AnnotationRow> Annotations => Set<AnnotationRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var annotations = modelBuilder.Entity<AnnotationRow>().ToTable("run_annotations");
        annotations.HasKey(a => new { a.OrgId, a.RunId, a.Seq });
        annotations.Property(a => a.Data).HasColumnType("jsonb");
        SnakeCase.Apply(modelBuilder);
    }
}
