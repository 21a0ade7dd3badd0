using System.Text;
using System.Text.Json;

namespace Substrate.Proof;

/// <summary>A set of keys (RFC 7517, section 5) that cannot be used as a whole.</summary>
public sealed class KeySetException(string message) : FormatException(message);

/// <summary>The keys a verifier was given.</summary>
/// <param name="Keys">Those that can verify; others of the set are left out, as the RFC says.</param>
/// <param name="LeftOut">Which were left out, and why.</param>
public sealed record JwkSet(IReadOnlyList<Jwk> Keys, IReadOnlyList<string> LeftOut)
{
    private const int MaxKeys = 1000;

    /// <summary>Reads <c>{"keys":[…]}</c> or a single key. Two keys under one kid, or secrets beside public keys, leave open which is meant: the set is refused.</summary>
    /// <exception cref="KeySetException" />
    public static JwkSet Parse(string json)
    {
        try
        {
            using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
            return Read(parsed.RootElement);
        }
        catch (JsonException e)
        {
            throw new KeySetException($"The key set is not JSON: {e.Message}");
        }
    }

    public static JwkSet Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new KeySetException("A key set is a JSON object with keys.");
        var given = json.TryGetProperty("keys", out var keys) ? keys : default;
        if (given.ValueKind is not (JsonValueKind.Array or JsonValueKind.Undefined)) throw new KeySetException("The member keys is not an array.");
        var all = given.ValueKind == JsonValueKind.Array ? given.EnumerateArray().ToList() : [json];
        if (all.Count > MaxKeys) throw new KeySetException($"The set holds more than {MaxKeys} keys.");
        var ids = all.Select(key => key.ValueKind == JsonValueKind.Object && key.TryGetProperty("kid", out var kid) && kid.ValueKind == JsonValueKind.String ? kid.GetString() : null).ToList();
        if (ids.OfType<string>().GroupBy(id => id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new KeySetException($"The set holds two keys with the kid {Shown(twice.Key)}.");
        }
        var (usable, leftOut) = (new List<Jwk>(), new List<string>());
        for (var i = 0; i < all.Count; i++)
        {
            if (Jwk.Read(all[i], out var fault) is { } key) usable.Add(key);
            else leftOut.Add($"{(ids[i] is { } id ? Shown(id) : $"key {i}")}: {fault}");
        }
        if (usable.Exists(key => key.IsSymmetric) && usable.Exists(key => !key.IsSymmetric)) throw new KeySetException("The set mixes secrets and public keys.");
        return new JwkSet(usable, leftOut);
    }

    private static string Shown(string kid) => kid.Length <= 80 ? kid : string.Concat(kid.AsSpan(0, 80), "…");
}
