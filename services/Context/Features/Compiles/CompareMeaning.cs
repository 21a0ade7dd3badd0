using Context.Domain;
using Substrate.Compiling;

namespace Context.Features.Compiles;

/// <summary>
/// Asks the embedder how near each candidate is to the task in meaning. It is sent redacted texts only, and none that scope, policy or a memory's status keeps
/// out of the window or that is more sensitive than configured. A compile without it goes by words alone: so failing to reach it is a warning.
/// </summary>
internal sealed class CompareMeaning(EmbeddingOptions options, IEmbedder embedder, ILogger<ContextModule> log)
{
    /// <returns>Null when there is nothing to compare.</returns>
    public async Task<SemanticInput?> Ask(CompileInput input, Guid org, CancellationToken cancel)
    {
        // An empty text has no meaning, and makes OpenAI refuse all that it was sent with.
        var items = Compiler.ForEmbedding(input).Where(item => item.Sensitivity <= options.MaxSensitivity && !string.IsNullOrWhiteSpace(item.Text)).ToList();
        if (items.Count == 0)
        {
            return null;
        }

        var answer = await embedder.Embed(org, [Cut(input.Task), .. items.Select(item => Cut(item.Text))], cancel);
        if (answer.Vectors is not { } vectors)
        {
            log.LogWarning("Compiling without meanings: {Failure}", answer.Failure);
            return new(SemanticAvailability.Unavailable, options.Model, new Dictionary<string, double>(), answer.Failure);
        }

        var similarities = items.Zip(vectors.Skip(1)).ToDictionary(pair => pair.First.Id, pair => UnitVector.Nearness(vectors[0], pair.Second), StringComparer.Ordinal);
        return new(SemanticAvailability.Used, options.Model, similarities);
    }

    /// <summary>The beginning, without half a surrogate pair at its end.</summary>
    private string Cut(string text) =>
        text.Length <= options.MaxCharacters ? text : text[..(options.MaxCharacters - (char.IsHighSurrogate(text[options.MaxCharacters - 1]) ? 1 : 0))];
}
