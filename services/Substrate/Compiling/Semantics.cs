namespace Substrate.Compiling;

public enum SemanticAvailability { Used, Unavailable }

/// <summary>Nearness in meaning as an input of a compile: it was asked for once, and stays with the compile, because an embedder may answer otherwise tomorrow.</summary>
/// <param name="Model">Name of the model that made the vectors.</param>
/// <param name="Similarities">Cosine of the item's vector and the task's, 0 to 1, six places, by item id; of those that were compared. Empty when unavailable.</param>
/// <param name="Detail">Why it is unavailable, in one sentence.</param>
public sealed record SemanticInput(SemanticAvailability Availability, string Model, IReadOnlyDictionary<string, double> Similarities, string? Detail = null);

/// <summary>What a receipt says of it.</summary>
/// <param name="Compared">Candidates whose text was compared with the task.</param>
public sealed record SemanticUse(SemanticAvailability Availability, string Model, int Compared, string? Detail = null);
