using System.Text;
using System.Text.Json;

namespace Substrate.Proof;

/// <param name="Fault">Null when the signature holds; else why it does not, for a person.</param>
/// <param name="Kid">The key that the document names, whether we have it or not.</param>
public sealed record JwsResult(string? Fault, string? Kid, JsonElement Header, byte[] Payload, Jwk? Key)
{
    public bool Ok => Fault is null;
}

/// <summary>
/// JSON Web Signature, compact form (RFC 7515). The verifier picks among the keys it was given, by kid: keys and addresses of keys that a document brings (jwk, jku, x5c, x5u)
/// are never looked at. Which algorithms count is the caller's to say. <c>crit</c> and <c>b64</c> are refused: no extension is understood.
/// </summary>
public static class Jws
{
    /// <summary>The only algorithm that the platform signs and accepts: ECDSA on P-256 with SHA-256.</summary>
    public static IReadOnlyList<string> OnlyEs256 { get; } = ["ES256"];

    /// <summary>What is signed: the ASCII bytes of header "." payload, both in base64url.</summary>
    public static string SigningInput(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload) => $"{StrictBase64Url.Encode(header)}.{StrictBase64Url.Encode(payload)}";

    /// <param name="detached">The payload, when the text leaves it out (RFC 7515, appendix F); null when the text must bring it.</param>
    public static JwsResult Verify(string compact, IReadOnlyList<Jwk> keys, IReadOnlyCollection<string> algorithms, byte[]? detached = null)
    {
        var parts = compact.Split('.', 4);
        if (parts.Length != 3 || parts[0].Length == 0) return Bad("It is not header.payload.signature.");
        if (!StrictBase64Url.TryDecode(parts[0], out var headerBytes) || !StrictBase64Url.TryDecode(parts[2], out var signature)) return Bad("A part is not base64url.");
        byte[] payload;
        if (detached is null)
        {
            if (!StrictBase64Url.TryDecode(parts[1], out payload)) return Bad("A part is not base64url.");
        }
        else if (parts[1].Length > 0) return Bad("The payload is given beside the signature, and the signature brings one too.");
        else (payload, parts[1]) = (detached, StrictBase64Url.Encode(detached));
        if (Header(headerBytes) is not { } header) return Bad("The header is not a JSON object with every member once.");
        var kid = Text(header, "kid");
        if (header.TryGetProperty("crit", out _) || header.TryGetProperty("b64", out _)) return Bad("The header asks for an extension (crit, b64); none is understood.");
        if (Text(header, "alg") is not { } alg || !algorithms.Contains(alg, StringComparer.Ordinal) || SignatureAlgorithm.Find(alg) is not { } algorithm)
        {
            return Bad($"The algorithm must be {string.Join(", ", algorithms)}.");
        }
        if (kid is null) return Bad("The header names no key (kid).");
        if (keys.Where(key => string.Equals(key.Kid, kid, StringComparison.Ordinal)).ToList() is not [var key]) return Bad($"The key {kid} is not among the trusted keys.");
        return key.Verify(algorithm, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature)
            ? new JwsResult(null, kid, header, payload, key)
            : Bad($"The signature is not one that the key {kid} made over this.");

        JwsResult Bad(string fault) => new(fault, StrictBase64Url.TryDecode(parts[0], out var bytes) && Header(bytes) is { } shown ? Text(shown, "kid") : null, default, [], null);
    }

    private static JsonElement? Header(byte[] utf8)
    {
        if (!System.Text.Unicode.Utf8.IsValid(utf8)) return null;
        try
        {
            using var parsed = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 16 });
            return parsed.RootElement.ValueKind == JsonValueKind.Object ? parsed.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement header, string name)
    {
        try
        {
            return header.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair, or bytes that are not UTF-8
        }
    }
}
