using Microsoft.EntityFrameworkCore;

namespace Policy.Storage;

internal sealed class PolicyDb(DbContextOptions<PolicyDb> options) : DbContext(options)
{
    public DbSet<RecordedDecision> Decisions => Set<RecordedDecision>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<RecordedDecision>(decision =>
        {
            decision.ToTable("policy_decisions");
            decision.HasKey(d => d.Id);
            decision.Property(d => d.Id).HasColumnName("id");
            decision.Property(d => d.OrgId).HasColumnName("org_id");
            decision.Property(d => d.RunId).HasColumnName("run_id");
            decision.Property(d => d.CompileId).HasColumnName("compile_id");
            decision.Property(d => d.SubjectId).HasColumnName("subject_id");
            decision.Property(d => d.Kind).HasColumnName("kind");
            decision.Property(d => d.Sensitivity).HasColumnName("sensitivity");
            decision.Property(d => d.Effect).HasColumnName("effect");
            decision.Property(d => d.Code).HasColumnName("code");
            decision.Property(d => d.Rules).HasColumnName("rules").HasColumnType("jsonb");
            decision.Property(d => d.Reason).HasColumnName("reason");
            decision.Property(d => d.Envelopes).HasColumnName("envelopes").HasColumnType("jsonb");
            decision.Property(d => d.DisabledRules).HasColumnName("disabled_rules").HasColumnType("jsonb");
            decision.Property(d => d.Caller).HasColumnName("caller");
            decision.Property(d => d.CallerRole).HasColumnName("caller_role");
            decision.Property(d => d.At).HasColumnName("at");
        });
    }
}
