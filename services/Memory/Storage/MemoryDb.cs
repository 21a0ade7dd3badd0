using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Tenancy;

namespace Memory.Storage;

internal sealed class MemoryDb(DbContextOptions<MemoryDb> options) : DbContext(options)
{
    public DbSet<TraceEpisode> Episodes => Set<TraceEpisode>();

    public DbSet<MemoryCandidate> Candidates => Set<MemoryCandidate>();

    public DbSet<MemoryArtifact> Memories => Set<MemoryArtifact>();

    public DbSet<MemoryEvidence> Evidence => Set<MemoryEvidence>();

    public DbSet<MemoryLink> Links => Set<MemoryLink>();

    public DbSet<MemoryHistoryEntry> History => Set<MemoryHistoryEntry>();

    public DbSet<MemoryFeedback> Feedback => Set<MemoryFeedback>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<TraceEpisode>(e => e.ToTable("trace_episodes"));
        modelBuilder.Entity<MemoryCandidate>(e =>
        {
            e.ToTable("memory_candidates");
            e.Property(c => c.Parts).HasColumnType("jsonb");
        });
        modelBuilder.Entity<MemoryArtifact>(e =>
        {
            e.ToTable("memories");
            e.Property(m => m.Parts).HasColumnType("jsonb");
        });
        modelBuilder.Entity<MemoryEvidence>(e => e.ToTable("memory_evidence").HasKey(x => new { x.CandidateId, x.Ordinal }));
        modelBuilder.Entity<MemoryLink>(e => e.ToTable("memory_links").HasKey(x => new { x.OrgId, x.MemoryId, x.CompileId }));
        modelBuilder.Entity<MemoryHistoryEntry>(e =>
        {
            e.ToTable("memory_history");
            e.Property(h => h.Before).HasColumnType("jsonb");
        });
        modelBuilder.Entity<MemoryFeedback>(e => e.ToTable("memory_feedback"));
        SnakeCase.Apply(modelBuilder);
    }
}
