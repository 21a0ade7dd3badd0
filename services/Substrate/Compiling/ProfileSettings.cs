namespace Substrate.Compiling;

/// <summary>All that a profile says, without its name and number: the document that is stored, hashed and compared.</summary>
/// <param name="SchemaVersion">Of this document's form; this build reads <see cref="Schema"/>.</param>
public sealed record ProfileSettings(
    IReadOnlyList<LaneProfile> Lanes, ScoreWeights Weights, MessageWeights MessageWeights, IReadOnlyList<double> NeighbourShares,
    IReadOnlyDictionary<ItemKind, double> HalfLifeDays, double MemoryFloor, double MinConfidence, double DuplicateSimilarity, int SchemaVersion = ProfileSettings.Schema)
{
    public const int Schema = 1;

    public static ProfileSettings Of(CompileProfile profile) => new(
        profile.Lanes, profile.Weights, profile.MessageWeights, profile.NeighbourShares, profile.HalfLifeDays, profile.MemoryFloor, profile.MinConfidence,
        profile.DuplicateSimilarity);

    public CompileProfile Named(string name, int version) => new(
        name, version, Lanes, Weights, MessageWeights, NeighbourShares, HalfLifeDays, MemoryFloor, MinConfidence, DuplicateSimilarity);
}
