using Contracts.Memory;
using Memory.Domain.Deciding;
using Memory.Domain.Learning;
using Memory.Domain.Traces;
using Memory.Storage;
using ServiceDefaults.Tenancy;
using Substrate.Compiling;

namespace Memory.Features.Distillation;

/// <summary>Books candidates one after the other: each ruling sees what the ones before it left.</summary>
internal sealed class Ledger(MemoryDb db, Guid org, RunTrace run, IReadOnlyList<Stated> there, DateTimeOffset now)
{
    private const string Thresholds = "thresholds";

    private readonly Dictionary<Guid, Stated> _stated = there.ToDictionary(s => s.Row.Id);

    public int New { get; private set; }

    public SortedDictionary<string, int> Decisions { get; } = new(StringComparer.Ordinal);

    public List<MemoryAccepted> Messages { get; } = [];

    public HashSet<(string Topic, Guid Id)> Touched { get; } = [];

    public bool Has(Guid id) => _stated.ContainsKey(id);

    public void Take(Guid id, Guid episode, Candidate candidate)
    {
        var type = candidate.Draft.Kind.Published();
        var known = _stated.Values.Where(s => s.Row.MergedInto is null && s.Row.Type == type && s.Row.Scope == candidate.Scope)
            .OrderBy(s => s.Row.CreatedAt).ThenBy(s => s.Row.Id)
            .Select(s => new Known(s.Row.Id, s.Row.Key, s.Row.Text, s.Row.Decision.Known(), s.Row.DecidedBy is not null, s.Row.NeedsSecondRun, Views.Numbers(s.Row.Parts), s.Runs)).ToList();
        var ruling = Promotion.Decide(candidate, run.RunId, known);
        var stated = Add(id, episode, candidate, type, ruling);
        New++;
        var name = SnakeCase.OfEnum(ruling.Decision);
        Decisions[name] = Decisions.GetValueOrDefault(name) + 1;
        if (ruling.Absorbs is { } weaker) { Absorb(_stated[weaker], stated, candidate); }
        if (ruling.Survivor is { } survivor) { Support(_stated[survivor], candidate, ruling); }
        else if (ruling.Decision == Decision.Accepted) { Accept(stated); }
    }

    private Stated Add(Guid id, Guid episode, Candidate c, MemoryType type, Ruling ruling)
    {
        var parts = ruling.Absorbs is null ? c.Parts : ruling.SurvivorParts ?? c.Parts;
        var row = new MemoryCandidate
        {
            Id = id, OrgId = org, RunId = run.RunId, EpisodeId = episode, Type = type, Key = c.Draft.Key, Subject = c.Draft.Subject, Text = c.Draft.Text, Project = c.Scope.Project, Repo = c.Scope.Repo,
            Agent = c.Scope.Agent, UserName = c.Scope.User, TaskType = c.Scope.TaskType, Sensitivity = c.Sensitivity, Trust = c.Draft.Trust, Confidence = Scoring.Confidence(parts), Parts = Views.Json(parts),
            NeedsSecondRun = c.Draft.NeedsSecondRun, Decision = ruling.Decision.Published(), Reason = ruling.Reason, MergedInto = ruling.Survivor, ExpiresAt = Lifetime(type), CreatedAt = now, UpdatedAt = now,
        };
        db.Candidates.Add(row);
        db.Evidence.AddRange(c.Draft.Evidence.Select((e, i) => new MemoryEvidence { OrgId = org, CandidateId = id, Ordinal = i, RunId = run.RunId, Seq = e.Seq, Field = e.Field, StartAt = e.Start, EndAt = e.End, Quote = e.Quote }));
        Note(row, ruling.Decision.ToString().ToLowerInvariant(), ruling.Reason);
        var stated = new Stated(row, null, [run.RunId]);
        _stated[id] = stated;
        Touched.Add(("candidate", id));
        return stated;
    }

    private DateTimeOffset Lifetime(MemoryType type) => now.AddDays(LearningRules.LifetimeDays(type.Known()));

    /// <summary>What waited with less to say now stands behind the new one.</summary>
    private void Absorb(Stated weaker, Stated stronger, Candidate candidate)
    {
        weaker.Row.Decision = CandidateDecision.Merged;
        weaker.Row.MergedInto = stronger.Row.Id;
        weaker.Row.UpdatedAt = now;
        Note(weaker.Row, "merged", $"Another run says the same and more ({candidate.Draft.Subject}).");
        Touched.Add(("candidate", weaker.Row.Id));
        foreach (var s in _stated.Values.Where(s => s.Row.MergedInto == weaker.Row.Id)) { s.Row.MergedInto = stronger.Row.Id; }
        stronger.Runs.UnionWith(weaker.Runs);
    }

    private void Support(Stated survivor, Candidate candidate, Ruling ruling)
    {
        var fresh = survivor.Runs.Add(run.RunId);
        var row = survivor.Row;
        row.NeedsSecondRun &= candidate.Draft.NeedsSecondRun;
        row.UpdatedAt = now;
        if (ruling.SurvivorParts is { } parts)
        {
            row.Parts = Views.Json(parts);
            row.Confidence = Scoring.Confidence(parts);
        }

        if (ruling.SurvivorBecomes is { } next && next.Published() != row.Decision)
        {
            row.Decision = next.Published();
            row.Reason = $"Supported by {survivor.Runs.Count} runs; confidence {row.Confidence:0.00}.";
            Note(row, next.ToString().ToLowerInvariant(), row.Reason);
        }

        Touched.Add(("candidate", row.Id));
        if (survivor.Memory is { } memory)
        {
            var believed = Credit.Confidence(row.Confidence, memory.UsefulCount, memory.WrongCount, memory.OutdatedCount, memory.HarmfulCount);
            (memory.Parts, memory.Confidence, memory.Corroboration, memory.UpdatedAt) = (row.Parts, believed, survivor.Runs.Count, now);
            // Seen again, so its time starts anew; what a person ended stays ended.
            if (row.DecidedBy is null && memory.Status is MemoryStatus.Active or MemoryStatus.Expired) { (memory.Status, memory.ExpiresAt, row.ExpiresAt) = (MemoryStatus.Active, Lifetime(row.Type), Lifetime(row.Type)); }
            Touched.Add(("memory", memory.Id));
            if (fresh && memory.Status is MemoryStatus.Active or MemoryStatus.Pinned) { Messages.Add(Say(row, merged: true)); }
        }
        else if (row.Decision == CandidateDecision.Accepted) { Accept(survivor); }
    }

    private void Accept(Stated stated)
    {
        var row = stated.Row;
        var memory = new MemoryArtifact
        {
            Id = row.Id, OrgId = org, RunId = row.RunId, Type = row.Type, Subject = row.Subject, Text = row.Text, Project = row.Project, Repo = row.Repo, Agent = row.Agent, UserName = row.UserName, TaskType = row.TaskType,
            Sensitivity = row.Sensitivity, Trust = row.Trust, Status = MemoryStatus.Active, Confidence = row.Confidence, Parts = row.Parts, Corroboration = stated.Runs.Count, ExpiresAt = Lifetime(row.Type), CreatedAt = now, UpdatedAt = now,
        };
        row.ExpiresAt = memory.ExpiresAt;
        db.Memories.Add(memory);
        _stated[row.Id] = stated with { Memory = memory };
        Touched.Add(("memory", row.Id));
        Messages.Add(Say(row, merged: false));
    }

    private MemoryAccepted Say(MemoryCandidate row, bool merged) => new() { MemoryId = row.Id, RunId = run.RunId, Type = row.Type, Text = row.Text, Merged = merged, At = now };

    private void Note(MemoryCandidate row, string action, string reason) =>
        db.History.Add(new MemoryHistoryEntry { Id = Guid.CreateVersion7(), OrgId = org, CandidateId = row.Id, At = now, Action = action, DecidedBy = Thresholds, Reason = reason });
}
