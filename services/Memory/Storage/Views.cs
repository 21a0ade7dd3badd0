using System.Text.Json;
using Contracts.Memory;
using Microsoft.EntityFrameworkCore;
using Substrate.Json;

namespace Memory.Storage;

/// <summary>Rows as the published views, with the evidence and history that belong to them.</summary>
internal static class Views
{
    /// <summary>Places that one memory is shown with at most.</summary>
    public const int MostEvidence = 100;

    /// <param name="evidence">How many places at most, for each; a memory that many runs support has many.</param>
    public static async Task<IReadOnlyList<MemoryView>> Of(MemoryDb db, IReadOnlyList<MemoryArtifact> memories, int evidence, CancellationToken ct)
    {
        var ids = memories.Select(m => m.Id).ToList();
        var places = await Evidence(db, ids, evidence, ct);
        var history = (await db.History.Where(h => ids.Contains(h.CandidateId)).OrderBy(h => h.At).ThenBy(h => h.Id).ToListAsync(ct)).ToLookup(h => h.CandidateId);
        return [.. memories.Select(m => new MemoryView(m.Id, m.Type, m.Subject, m.Text, m.Scope, m.Sensitivity, m.Trust, m.Status, m.Confidence, Numbers(m.Parts), m.Corroboration, m.UsageCount, m.LastUsedAt, m.CreatedAt, m.ExpiresAt,
            [.. places[m.Id]], [.. history[m.Id].Select(h => new MemoryEvent(h.At, h.Action, h.DecidedBy, h.Reason))], new(m.UsefulCount, m.WrongCount, m.OutdatedCount, m.HarmfulCount)))];
    }

    public static async Task<IReadOnlyList<CandidateView>> Of(MemoryDb db, IReadOnlyList<MemoryCandidate> candidates, CancellationToken ct)
    {
        var ids = candidates.Select(c => c.Id).ToList();
        var places = (await db.Evidence.Where(e => ids.Contains(e.CandidateId)).OrderBy(e => e.Ordinal).ToListAsync(ct)).ToLookup(e => e.CandidateId, View);
        return [.. candidates.Select(c => new CandidateView(c.Id, c.RunId, c.EpisodeId, c.Type, c.Subject, c.Text, c.Scope, c.Sensitivity, c.Trust, c.ExpiresAt, c.Confidence, Numbers(c.Parts), c.Decision, c.Reason, c.MergedInto,
            [.. places[c.Id]], c.CreatedAt, c.DecidedBy))];
    }

    public static IReadOnlyDictionary<string, double> Numbers(string json) => JsonSerializer.Deserialize<Dictionary<string, double>>(json, PlatformJson.Options)!;

    public static string Json(IReadOnlyDictionary<string, double> numbers) => JsonSerializer.Serialize(numbers, PlatformJson.Options);

    /// <summary>Evidence of the memory's own candidate first, then of those merged into it.</summary>
    private static async Task<ILookup<Guid, EvidenceView>> Evidence(MemoryDb db, List<Guid> ids, int most, CancellationToken ct)
    {
        var rows = await (from e in db.Evidence
                          join c in db.Candidates on e.CandidateId equals c.Id
                          where ids.Contains(c.Id) || c.MergedInto != null && ids.Contains(c.MergedInto.Value)
                          orderby c.MergedInto != null, c.CreatedAt, c.Id, e.Ordinal
                          select new { Owner = c.MergedInto ?? c.Id, Row = e }).ToListAsync(ct);
        return rows.GroupBy(r => r.Owner).SelectMany(g => g.Take(most)).ToLookup(r => r.Owner, r => View(r.Row));
    }

    private static EvidenceView View(MemoryEvidence e) => new(e.RunId, e.Seq, e.Field, e.StartAt, e.EndAt, e.Quote);
}
