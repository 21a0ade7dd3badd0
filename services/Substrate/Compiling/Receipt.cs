namespace Substrate.Compiling;

/// <param name="Reserved">Tokens kept for the lane whatever the others want.</param>
/// <param name="Used">Tokens it got.</param>
public sealed record LaneUse(string Lane, int Reserved, int Used, int Items);

/// <summary>Where else a text came from that stands in the window once.</summary>
public sealed record TwinSource(string ItemId, string SourceUri);

public enum PackingMethod { RankOrder, LazyGreedy, BestSingle }

/// <summary>How well the budget was used, by the objective of the packing (the evidence of what is inside; only shares of it mean something).</summary>
/// <param name="Method">Which of the packings computed had the best objective.</param>
/// <param name="Floor">Objective of rank order; never more than <paramref name="Objective"/>.</param>
/// <param name="UpperBound">No choice of items within the budget has a higher objective; never less under a larger budget.</param>
/// <param name="Share">Objective / upper bound, 0 to 1: at least so much of the best possible was reached.</param>
public sealed record PackingQuality(PackingMethod Method, double Objective, double Floor, double UpperBound, double Share);

/// <summary>What became of one candidate.</summary>
/// <param name="Position">Place in the rendered window, from 0; null when it is not in it.</param>
/// <param name="Tokens">Tokens of its rendered form; of a listed message those of its line.</param>
/// <param name="Score">0 to 1; the mean of <paramref name="Parts"/> by their weights. 0 when it was refused before scoring.</param>
/// <param name="DuplicateOf">The candidate that stands for it.</param>
/// <param name="Rules">Policy rules that determined the decision.</param>
/// <param name="Detail">Why, in one sentence.</param>
/// <param name="StandsFor">Candidates that say the same and were left out for it, by id; null when there are none.</param>
/// <param name="Variant">In which form it stands in the window; the whole did not fit when it is not raw.</param>
/// <param name="WholeTokens">Tokens it would have had whole; null when it stands whole, or not at all.</param>
public sealed record ReceiptEntry(
    string ItemId, ItemKind Kind, string Lane, ReasonCode Decision, int? Position, int Tokens, double Score, IReadOnlyDictionary<string, double> Parts,
    string SourceUri, string Detail, string? DuplicateOf = null, IReadOnlyList<string>? Rules = null, string? TextHash = null,
    IReadOnlyList<TwinSource>? StandsFor = null, ItemVariant Variant = ItemVariant.Raw, int? WholeTokens = null);

public sealed record ProfileRef(string Name, int Version);

/// <param name="Version">Version of the envelope that was in force.</param>
public sealed record EnvelopeRef(string Name, int Version);

public enum MemoryAvailability { Used, Disabled, Unavailable }

/// <param name="AsOf">Number of the last memory change seen; null when memory was not asked.</param>
/// <param name="Filtered">Memories that retrieval left out before scoring, by reason.</param>
public sealed record MemorySnapshot(MemoryAvailability Availability, long? AsOf, IReadOnlyDictionary<string, int> Filtered);

/// <summary>
/// The record of one compile: exactly one entry and one reason code for every candidate. All hashes are SHA-256 (hex) of RFC 8785 canonical JSON or of UTF-8 text.
/// </summary>
/// <param name="InputsHash">Hash over everything the compile depended on.</param>
/// <param name="OutputHash">Hash of the rendered Markdown.</param>
/// <param name="Packing">Null in receipts of compiler 2 and before.</param>
/// <param name="Semantic">Null when meanings were not compared: no embedder is configured, or the profile gives them no weight.</param>
/// <param name="Tokenizer">Name of the vocabulary the tokens were counted with.</param>
public sealed record Receipt(
    string CompilerVersion, string BuildVersion, ProfileRef Profile, IReadOnlyList<EnvelopeRef> Envelopes, IReadOnlyList<string> DisabledRules,
    string Tokenizer, int Budget, int UsedTokens, IReadOnlyList<LaneUse> Lanes, IReadOnlyList<ReceiptEntry> Entries, MemorySnapshot Memory,
    string InputsHash, string OutputHash, DateTimeOffset At, PackingQuality? Packing = null, SemanticUse? Semantic = null);
