namespace Context.Domain;

/// <param name="Vectors">One for each text, in their order, of length 1 and all of one dimension; null when there are none.</param>
/// <param name="Failure">Why there are none: a sentence that holds nothing of the texts, the answer or the key.</param>
internal sealed record Embedded(IReadOnlyList<float[]>? Vectors, string? Failure = null);

/// <summary>Turns texts into vectors whose angle tells how near they are in meaning. What cannot be had is an answer too: a compile goes on without it.</summary>
internal interface IEmbedder
{
    /// <param name="org">Whose texts they are: vectors are never shared between organisations.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancel"/> was.</exception>
    Task<Embedded> Embed(Guid org, IReadOnlyList<string> texts, CancellationToken cancel);
}
