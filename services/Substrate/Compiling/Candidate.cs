using System.Collections.Frozen;
using Substrate.Redaction;

namespace Substrate.Compiling;

internal sealed record Verdict(ReasonCode Code, string Detail, string? DuplicateOf = null, IReadOnlyList<string>? Rules = null);

/// <summary>An item on its way through the stages. Once it has a verdict it is out, and no later stage looks at it.</summary>
internal sealed record Candidate(ContextItem Item, LaneProfile Lane, string TextHash, IReadOnlyList<RedactionFinding> Redactions)
{
    public static IReadOnlyDictionary<string, double> NoParts { get; } = FrozenDictionary<string, double>.Empty;

    public Verdict? Verdict { get; init; }

    /// <summary>Policy wants it withheld: only its summary, or a note, is shown. Names the rules.</summary>
    public IReadOnlyList<string>? WithheldBy { get; init; }

    /// <summary>Its twins, which it stands for.</summary>
    public IReadOnlyList<TwinSource>? StandsFor { get; init; }

    public double Score { get; init; }

    public IReadOnlyDictionary<string, double> Parts { get; init; } = NoParts;

    /// <summary>The list of messages it is rendered in; null when it stands alone.</summary>
    public Grouping? Group { get; init; }

    public ItemVariant Variant { get; init; } = ItemVariant.Raw;

    /// <summary>What stands for its text; null when it stands itself.</summary>
    public string? VariantText { get; init; }

    /// <summary>Tokens it would have whole, when it stands in another form.</summary>
    public int? WholeTokens { get; init; }

    /// <summary>Of a step of a run: whole and with the score it has at best, which bounds its worth in every form.</summary>
    public Candidate? AtBest { get; init; }

    public string Block { get; init; } = "";

    public int Tokens { get; init; }

    public bool Alive => Verdict is null;

    public Candidate Refuse(ReasonCode code, string detail, IReadOnlyList<string>? rules = null) => this with { Verdict = new Verdict(code, detail, Rules: rules) };

    /// <summary>Best first; equals by id.</summary>
    public static int ByRank(Candidate a, Candidate b)
    {
        var byScore = b.Score.CompareTo(a.Score);
        return byScore != 0 ? byScore : string.CompareOrdinal(a.Item.Id, b.Item.Id);
    }

    /// <summary>Oldest first, what has no time before that; equals by id.</summary>
    public static int ByTime(ContextItem a, ContextItem b)
    {
        var byTime = (a.At ?? DateTimeOffset.MinValue).CompareTo(b.At ?? DateTimeOffset.MinValue);
        return byTime != 0 ? byTime : string.CompareOrdinal(a.Id, b.Id);
    }

    /// <inheritdoc cref="ByTime(ContextItem, ContextItem)"/>
    public static int ByTime(Candidate a, Candidate b) => ByTime(a.Item, b.Item);
}
