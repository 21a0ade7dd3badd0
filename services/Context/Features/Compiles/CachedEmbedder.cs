using Context.Domain;
using Microsoft.Extensions.Caching.Memory;
using Substrate.Hashing;

namespace Context.Features.Compiles;

/// <summary>
/// Asks another embedder only for texts that it does not know: in a slider's many previews, and in the next compile of the same run, that is next to none.
/// Vectors by organisation and hash of the text (one embedder has one model), in memory, at most so many bytes; what does not fit is asked for again.
/// </summary>
internal sealed class CachedEmbedder(IEmbedder inner, long bytes) : IEmbedder, IDisposable
{
    // Key, entry and array header, about.
    private const int EntryBytes = 300;

    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = bytes });

    public async Task<Embedded> Embed(Guid org, IReadOnlyList<string> texts, CancellationToken cancel)
    {
        var hashes = texts.Select(ContentHash.Of).ToList();
        var known = new Dictionary<string, float[]>(StringComparer.Ordinal);
        var missing = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (hash, text) in hashes.Zip(texts))
        {
            if (cache.TryGetValue((org, hash), out float[]? vector) && vector is not null)
            {
                known[hash] = vector;
            }
            else
            {
                missing[hash] = text;
            }
        }

        if (missing.Count > 0)
        {
            var asked = missing.ToList();
            var answer = await inner.Embed(org, [.. asked.Select(text => text.Value)], cancel);
            if (answer.Vectors is null)
            {
                return answer;
            }
            foreach (var (text, vector) in asked.Zip(answer.Vectors))
            {
                known[text.Key] = vector;
                cache.Set((org, text.Key), vector, new MemoryCacheEntryOptions { Size = EntryBytes + (vector.Length * sizeof(float)) });
            }
        }

        // Also of what was known alone: two compiles at once may have kept vectors of two models.
        if (known.Values.Select(vector => vector.Length).Distinct().Order().ToList() is { Count: > 1 } lengths)
        {
            // The model behind the name may have been replaced: then all that is kept is of the old one.
            cache.Clear();
            return new(null, $"The embedder's vectors are of different dimensions: {string.Join(", ", lengths)}.");
        }
        return new([.. hashes.Select(hash => known[hash])]);
    }

    public void Dispose() => cache.Dispose();
}
