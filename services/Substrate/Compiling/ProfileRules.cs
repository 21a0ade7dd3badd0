namespace Substrate.Compiling;

/// <param name="Path">Of the field at fault (<see cref="ProfileFields"/>).</param>
public sealed record ProfileFault(string Path, string Message);

/// <summary>What a profile must look like, so that every compile under it ends and every item has a lane.</summary>
public static class ProfileRules
{
    public const int MaxLanes = 32;
    public const int MaxNameLength = 64;
    private const double MaxWeight = 100;
    private const double MaxHalfLifeDays = 100_000;
    private const int MaxTokens = 100_000;
    private const int MaxNeighbours = 10;
    private const int MaxHeading = 100;
    private const int MaxNote = 500;

    /// <summary>Lower-case letters, digits and hyphens, a letter first: it stands in URLs and in NAME@N.</summary>
    public static bool IsName(string? name) =>
        name is { Length: > 0 and <= MaxNameLength } && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public static ProfileFault? FirstFault(ProfileSettings settings)
    {
        if (settings.SchemaVersion != ProfileSettings.Schema)
            return new("schemaVersion", $"This build reads profiles of schema version {ProfileSettings.Schema}; this one is of {settings.SchemaVersion}.");
        return LanesFault(settings.Lanes) ?? NumbersFault(settings);
    }

    private static ProfileFault? NumbersFault(ProfileSettings settings)
    {
        var (w, m) = (settings.Weights, settings.MessageWeights);
        (string Name, double Value)[] weights = [("lexical", w.Lexical), ("retrieval", w.Retrieval), ("weight", w.Weight), ("recency", w.Recency), ("trust", w.Trust), ("semantic", w.Semantic)];
        (string Name, double Value)[] messages =
        [
            ("lexical", m.Lexical), ("neighbours", m.Neighbours), ("session", m.Session), ("speaker", m.Speaker), ("statement", m.Statement), ("substance", m.Substance),
            ("date", m.Date), ("answers", m.Answers), ("meaning", m.Meaning), ("meaningNeighbours", m.MeaningNeighbours), ("theme", m.Theme),
            ("firsthand", m.Firsthand), ("times", m.Times), ("names", m.Names), ("opening", m.Opening), ("retrieval", m.Retrieval), ("weight", m.Weight), ("recency", m.Recency), ("trust", m.Trust), ("semantic", m.Semantic),
        ];
        var steps = settings.Steps;
        return WeightsFault("weights", weights) ?? WeightsFault("messageWeights", messages)
            ?? WeightsFault("steps", [("recency", steps.Recency), ("proximity", steps.Proximity), ("news", steps.News)])
            ?? Between("steps.wholeShare", steps.WholeShare, 0, 1)
            ?? (steps.HalfLife is > 0 and <= MaxTokens ? null : new ProfileFault("steps.halfLife", $"A half-life is more than 0 and at most {MaxTokens:0} steps."))
            ?? (settings.NeighbourShares.Count > MaxNeighbours ? new ProfileFault("neighbourShares", $"At most {MaxNeighbours} neighbours on each side count.") : null)
            ?? settings.NeighbourShares.Select(share => Between("neighbourShares", share, 0, 1)).FirstOrDefault(fault => fault is not null)
            ?? settings.HalfLifeDays.OrderBy(life => life.Key)
                .Select(life => life.Value is > 0 and <= MaxHalfLifeDays ? null : new ProfileFault($"halfLifeDays.{Snake(life.Key)}", $"A half-life is more than 0 and at most {MaxHalfLifeDays:0} days; leave the kind out for one that does not age."))
                .FirstOrDefault(fault => fault is not null)
            ?? Between("memoryFloor", settings.MemoryFloor, 0, 1) ?? Between("minConfidence", settings.MinConfidence, 0, 1)
            ?? Between("coverageShare", settings.CoverageShare, 0, 1)
            ?? Between("extractTokens", settings.ExtractTokens, 0, MaxTokens) ?? Between("maskedToolResults", settings.MaskedToolResults, 0, MaxTokens)
            ?? (settings.DuplicateSimilarity is > 0 and <= 1 ? null : new ProfileFault("duplicateSimilarity", "A similarity is more than 0 and at most 1; 1 takes only the same words for the same."));
    }

    private static ProfileFault? WeightsFault(string of, (string Name, double Value)[] weights)
    {
        foreach (var (name, value) in weights)
        {
            if (Between($"{of}.{name}", value, 0, MaxWeight) is { } fault) return fault;
        }
        return weights.Any(weight => weight.Value > 0) ? null : new(of, "At least one weight is more than 0: a score is the mean of the parts by their weights.");
    }

    private static ProfileFault? LanesFault(IReadOnlyList<LaneProfile> lanes)
    {
        if (lanes.Count is 0 or > MaxLanes) return new("lanes", $"A profile has 1 to {MaxLanes} lanes; this one has {lanes.Count}.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var lane in lanes)
        {
            if (lane is null || !IsName(lane.Name)) return new("lanes", $"A lane has a name of lower-case letters, digits and hyphens; '{lane?.Name}' is none.");
            var path = $"lanes.{lane.Name}";
            if (!seen.Add(lane.Name)) return new(path, $"Two lanes have the name '{lane.Name}'.");
            if (lane.Kinds.Count == 0 || lane.Kinds.Distinct().Count() != lane.Kinds.Count) return new($"{path}.kinds", "A lane takes one kind of item or several, each named once.");
            if (Between($"{path}.reservedShare", lane.ReservedShare, 0, 1) is { } fault) return fault;
            if (!IsLine(lane.Heading, MaxHeading)) return new($"{path}.heading", $"A heading is one line of 1 to {MaxHeading} characters.");
            if (lane.Note is not null && !IsLine(lane.Note, MaxNote)) return new($"{path}.note", $"A note is left out, or is one line of 1 to {MaxNote} characters.");
            if (lane.System && lane.Kinds.Any(kind => kind != ItemKind.Instruction)) return new($"{path}.system", "Only instructions are rendered into the system message; everything else is data.");
        }
        if (lanes.Sum(lane => lane.ReservedShare) > 1 + 1e-9) return new("lanes", "The shares that lanes have reserved come to more than the whole budget.");
        foreach (var kind in Enum.GetValues<ItemKind>())
        {
            if (!lanes.Any(lane => lane.Name != "warning" && lane.Kinds.Contains(kind))) return new("lanes", $"No lane takes items of kind {Snake(kind)}; 'warning' takes only warnings.");
        }
        return null;
    }

    // Also false for NaN.
    private static ProfileFault? Between(string path, double value, double least, double most) =>
        value >= least && value <= most ? null : new(path, $"'{path}' is a number from {least:0} to {most:0}.");

    private static bool IsLine(string? text, int most) => !string.IsNullOrWhiteSpace(text) && text.Length <= most && !text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029');

    private static string Snake(ItemKind kind) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
