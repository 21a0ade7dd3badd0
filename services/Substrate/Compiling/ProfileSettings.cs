namespace Substrate.Compiling;

/// <summary>All that a profile says, without its name and number: the document that is stored, hashed and compared.</summary>
/// <param name="SchemaVersion">Of this document's form; this build reads <see cref="Schema"/>.</param>
public sealed record ProfileSettings(
    IReadOnlyList<LaneProfile> Lanes, ScoreWeights Weights, MessageWeights MessageWeights, IReadOnlyList<double> NeighbourShares,
    IReadOnlyDictionary<ItemKind, double> HalfLifeDays, double MemoryFloor, double MinConfidence, double DuplicateSimilarity, int SchemaVersion = ProfileSettings.Schema)
{
    public const int Schema = 1;

    /// <inheritdoc cref="CompileProfile.CoverageShare"/>
    public double CoverageShare { get; init; } = 0.1;

    /// <inheritdoc cref="CompileProfile.UseSummaries"/>
    public bool UseSummaries { get; init; } = true;

    /// <inheritdoc cref="CompileProfile.ExtractTokens"/>
    public int ExtractTokens { get; init; } = 60;

    /// <inheritdoc cref="CompileProfile.MaskedToolResults"/>
    public int MaskedToolResults { get; init; } = 20;

    /// <inheritdoc cref="CompileProfile.Steps"/>
    public StepWeights Steps { get; init; } = StepWeights.Default;

    public static ProfileSettings Of(CompileProfile profile) => new(
        profile.Lanes, profile.Weights, profile.MessageWeights, profile.NeighbourShares, profile.HalfLifeDays, profile.MemoryFloor, profile.MinConfidence,
        profile.DuplicateSimilarity)
    {
        CoverageShare = profile.CoverageShare, UseSummaries = profile.UseSummaries, ExtractTokens = profile.ExtractTokens, MaskedToolResults = profile.MaskedToolResults, Steps = profile.Steps,
    };

    public CompileProfile Named(string name, int version) => new(
        name, version, Lanes, Weights, MessageWeights, NeighbourShares, HalfLifeDays, MemoryFloor, MinConfidence, DuplicateSimilarity)
    {
        CoverageShare = CoverageShare, UseSummaries = UseSummaries, ExtractTokens = ExtractTokens, MaskedToolResults = MaskedToolResults, Steps = Steps,
    };
}
