using System.Globalization;
using Contracts.Memory;
using Contracts.Provenance;
using ServiceDefaults.Tenancy;
using Substrate.Scoping;

namespace Memory.Storage;

/// <summary>Rows as what is told of where they came from: run to episode to candidate to memory, and the words of steps that a candidate rests on.</summary>
internal static class Lineage
{
    private const int LongestTitle = 160;

    /// <param name="evidence">Of candidates whose words were not told before; told again it changes nothing.</param>
    /// <param name="episodesAsOf">Null for the moment they were cut: an episode does not note when it changed.</param>
    public static ProvenanceRecorded Of(
        IReadOnlyCollection<TraceEpisode> episodes, IReadOnlyCollection<MemoryCandidate> candidates, IReadOnlyCollection<MemoryEvidence> evidence, IReadOnlyCollection<MemoryArtifact> memories,
        DateTimeOffset? episodesAsOf = null)
    {
        var resting = candidates.ToDictionary(c => c.Id);
        return new ProvenanceRecorded
        {
            Nodes = [.. episodes.Select(e => Node(e, episodesAsOf ?? e.CreatedAt)), .. candidates.Select(Node), .. memories.Select(Node)],
            Edges =
            [
                .. episodes.Select(e => Edge(ProvenanceKinds.Run, $"{e.RunId:D}", ProvenanceRelations.Episode, ProvenanceKinds.Episode, e.Id, Sensitivity.Internal, e.CreatedAt)),
                .. candidates.Select(c => Edge(ProvenanceKinds.Episode, $"{c.EpisodeId:D}", ProvenanceRelations.Suggested, ProvenanceKinds.Candidate, c.Id, c.Sensitivity, c.CreatedAt)),
                .. candidates.Where(c => c.MergedInto is not null).Select(c => Edge(ProvenanceKinds.Candidate, $"{c.Id:D}", ProvenanceRelations.Merged, ProvenanceKinds.Candidate, c.MergedInto!.Value, c.Sensitivity, c.UpdatedAt)),
                .. evidence.Where(e => resting.ContainsKey(e.CandidateId)).GroupBy(e => (e.CandidateId, e.RunId, e.Seq)).Select(places => Quoted(resting[places.Key.CandidateId], places.Key.RunId, places.Key.Seq, places)),
                .. memories.Select(m => Edge(ProvenanceKinds.Candidate, $"{m.Id:D}", ProvenanceRelations.Accepted, ProvenanceKinds.Memory, m.Id, m.Sensitivity, m.CreatedAt)),
            ],
        };
    }

    /// <summary>A memory that was never used, taken back.</summary>
    public static RecordedNode Gone(MemoryArtifact memory, DateTimeOffset now) => Node(memory) with { AsOf = now, Gone = true };

    private static RecordedNode Node(TraceEpisode e, DateTimeOffset asOf) => new()
    {
        Kind = ProvenanceKinds.Episode, Id = $"{e.Id:D}", Title = Line(e.Intent), Page = $"/runs/{e.RunId:D}?step={e.FirstSeq}", Sensitivity = Sensitivity.Internal, At = e.CreatedAt, AsOf = asOf, Gone = false,
        Attributes = new Dictionary<string, string>
        {
            ["phase"] = SnakeCase.OfEnum(e.Phase), ["outcome"] = SnakeCase.OfEnum(e.Outcome), ["run"] = $"{e.RunId:D}",
            ["steps"] = string.Create(CultureInfo.InvariantCulture, $"{e.FirstSeq}–{e.LastSeq}"),
        },
    };

    private static RecordedNode Node(MemoryCandidate c) => new()
    {
        Kind = ProvenanceKinds.Candidate, Id = $"{c.Id:D}", Title = Line(c.Text), Page = $"/memories/{c.Id:D}", Sensitivity = c.Sensitivity, At = c.CreatedAt, AsOf = c.UpdatedAt, Gone = false,
        Attributes = new Dictionary<string, string>
        {
            ["type"] = SnakeCase.OfEnum(c.Type), ["decision"] = SnakeCase.OfEnum(c.Decision), ["decidedBy"] = c.DecidedBy ?? "thresholds", ["reason"] = Line(c.Reason), ["run"] = $"{c.RunId:D}",
        },
    };

    private static RecordedNode Node(MemoryArtifact m) => new()
    {
        Kind = ProvenanceKinds.Memory, Id = $"{m.Id:D}", Title = Line(m.Text), Page = $"/memories/{m.Id:D}", Sensitivity = m.Sensitivity, At = m.CreatedAt, AsOf = m.UpdatedAt, Gone = false,
        Attributes = new Dictionary<string, string>
        {
            ["type"] = SnakeCase.OfEnum(m.Type), ["status"] = SnakeCase.OfEnum(m.Status), ["confidence"] = m.Confidence.ToString("0.00", CultureInfo.InvariantCulture),
            ["runs"] = m.Corroboration.ToString(CultureInfo.InvariantCulture),
        },
    };

    private static RecordedEdge Quoted(MemoryCandidate candidate, Guid run, int seq, IEnumerable<MemoryEvidence> places) =>
        Edge(ProvenanceKinds.Step, string.Create(CultureInfo.InvariantCulture, $"{run:D}:{seq}"), ProvenanceRelations.Quoted, ProvenanceKinds.Candidate, candidate.Id, candidate.Sensitivity, candidate.CreatedAt) with
        {
            Places = [.. places.OrderBy(p => p.Ordinal).Select(p => new RecordedPlace { Field = p.Field, Start = p.StartAt, End = p.EndAt })],
        };

    private static RecordedEdge Edge(string fromKind, string fromId, string relation, string toKind, Guid to, Sensitivity sensitivity, DateTimeOffset at) => new()
    {
        FromKind = fromKind, FromId = fromId, ToKind = toKind, ToId = $"{to:D}", Relation = relation, Places = [], Sensitivity = sensitivity, At = at,
    };

    private static string Line(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= LongestTitle) { return line; }
        return line[..(char.IsHighSurrogate(line[LongestTitle - 2]) ? LongestTitle - 2 : LongestTitle - 1)] + "…";
    }
}
