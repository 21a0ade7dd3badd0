using Microsoft.EntityFrameworkCore;

namespace Context.Storage;

internal sealed class ContextDb(DbContextOptions<ContextDb> options) : DbContext(options)
{
    public DbSet<CompileRow> Compiles => Set<CompileRow>();

    public DbSet<TextRow> Texts => Set<TextRow>();

    public DbSet<SealRow> Seals => Set<SealRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<CompileRow>(row =>
        {
            row.ToTable("compiles");
            row.HasKey(c => c.Id);
            row.Property(c => c.Id).HasColumnName("id");
            row.Property(c => c.OrgId).HasColumnName("org_id");
            row.Property(c => c.RunId).HasColumnName("run_id");
            row.Property(c => c.Task).HasColumnName("task");
            row.Property(c => c.Scope).HasColumnName("scope").HasColumnType("jsonb");
            row.Property(c => c.Repo).HasColumnName("repo");
            row.Property(c => c.Profile).HasColumnName("profile");
            row.Property(c => c.Budget).HasColumnName("budget");
            row.Property(c => c.UsedTokens).HasColumnName("used_tokens");
            row.Property(c => c.Candidates).HasColumnName("candidates");
            row.Property(c => c.Included).HasColumnName("included");
            row.Property(c => c.MemoriesIncluded).HasColumnName("memories_included");
            row.Property(c => c.ReceiptHash).HasColumnName("receipt_hash");
            row.Property(c => c.OutputHash).HasColumnName("output_hash");
            row.Property(c => c.Caller).HasColumnName("caller");
            row.Property(c => c.Document).HasColumnName("document");
            row.Property(c => c.Seal).HasColumnName("seal");
            row.Property(c => c.Leaf).HasColumnName("leaf");
            row.Property(c => c.At).HasColumnName("at");
        });
        modelBuilder.Entity<TextRow>(row =>
        {
            row.ToTable("compile_texts");
            row.HasKey(t => new { t.OrgId, t.Hash });
            row.Property(t => t.OrgId).HasColumnName("org_id");
            row.Property(t => t.Hash).HasColumnName("hash");
            row.Property(t => t.Body).HasColumnName("body");
        });
        modelBuilder.Entity<SealRow>(row =>
        {
            row.ToTable("receipt_seals");
            row.HasKey(s => new { s.OrgId, s.Number });
            row.Property(s => s.OrgId).HasColumnName("org_id");
            row.Property(s => s.Number).HasColumnName("number");
            row.Property(s => s.PreviousHash).HasColumnName("previous_hash");
            row.Property(s => s.Root).HasColumnName("root");
            row.Property(s => s.Receipts).HasColumnName("receipts");
            row.Property(s => s.Hash).HasColumnName("hash");
            row.Property(s => s.At).HasColumnName("at");
        });
    }
}
