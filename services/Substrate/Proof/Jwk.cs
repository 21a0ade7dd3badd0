using System.Security.Cryptography;
using System.Text.Json;
using Substrate.Hashing;
using Substrate.Json;

namespace Substrate.Proof;

/// <summary>A key somebody gave us to verify with (RFC 7517). It checks nothing but signatures: a private part in the JSON is not read.</summary>
public sealed class Jwk
{
    private readonly ECParameters ec;
    private readonly RSAParameters rsa;
    private readonly byte[] secret;
    private readonly SignatureAlgorithm? declared;

    private Jwk(string kid, string type, SignatureAlgorithm? declared, ECParameters ec, RSAParameters rsa, byte[] secret, DateTimeOffset? from, DateTimeOffset? to)
    {
        (Kid, Type, this.declared, this.ec, this.rsa, this.secret, NotBefore, NotAfter) = (kid, type, declared, ec, rsa, secret, from, to);
    }

    public string Kid { get; }

    /// <summary>EC, RSA or oct.</summary>
    public string Type { get; }

    /// <summary>Members <c>nbf</c> and <c>exp</c> (seconds since 1970): when the key may have signed. Null is unbounded.</summary>
    public DateTimeOffset? NotBefore { get; }
    public DateTimeOffset? NotAfter { get; }

    public bool IsSymmetric => Type == "oct";

    /// <summary>RFC 7638: SHA-256 (base64url) over the required members of an EC key on P-256.</summary>
    public static string Thumbprint(ECPoint point) => StrictBase64Url.Encode(SHA256.HashData(CanonicalJson.WriteValueUtf8(
        new { crv = "P-256", kty = "EC", x = StrictBase64Url.Encode(point.X), y = StrictBase64Url.Encode(point.Y) })));

    /// <summary>Thumbprint of this key; only keys on P-256 have one here.</summary>
    public string? ThisThumbprint => Type == "EC" && ec.Q.X?.Length == 32 ? Thumbprint(ec.Q) : null;

    /// <param name="fault">Why the key cannot be used.</param>
    public static Jwk? Read(JsonElement json, out string fault)
    {
        fault = "It is not a JSON object.";
        if (json.ValueKind != JsonValueKind.Object) return null;
        var (kid, type) = (Text(json, "kid"), Text(json, "kty"));
        fault = "It has no kid.";
        if (string.IsNullOrEmpty(kid)) return null;
        fault = "It is not for verifying signatures.";
        if (json.TryGetProperty("use", out _) && Text(json, "use") != "sig") return null;
        if (json.TryGetProperty("key_ops", out var ops) && (ops.ValueKind != JsonValueKind.Array || !ops.EnumerateArray().Any(op => op.ValueKind == JsonValueKind.String && op.GetString() is "verify"))) return null;
        fault = "nbf and exp are seconds since 1970.";
        if (!Moment(json, "nbf", out var from) || !Moment(json, "exp", out var to)) return null;
        // RFC 7520's P-521 key is often copied with this misspelling of ES512.
        var name = Text(json, "alg") is "ES521" ? "ES512" : Text(json, "alg");
        var stated = name is null ? null : SignatureAlgorithm.Find(name);
        fault = "Its alg is not a signature algorithm.";
        if (json.TryGetProperty("alg", out _) && stated is null) return null;
        fault = "kty, alg and the key's members do not belong together, or the key is too weak.";
        return type switch
        {
            "EC" when KeyMaterial.Ec(Text(json, "crv"), Bytes(json, "x"), Bytes(json, "y"), stated) is { } key => new Jwk(kid, type, stated, key, default, [], from, to),
            "RSA" when stated?.Family is null or "RS" or "PS" && KeyMaterial.Rsa(Bytes(json, "n"), Bytes(json, "e")) is { } key => new Jwk(kid, type, stated, default, key, [], from, to),
            "oct" when stated?.Family is null or "HS" && Bytes(json, "k") is { Length: > 0 } key && key.Length * 8 >= (stated?.Bits ?? 256) => new Jwk(kid, type, stated, default, default, key, from, to),
            _ => null,
        };
    }

    internal bool Verify(SignatureAlgorithm algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        // The key's own word on its algorithm is a floor: never another family, never a weaker hash.
        if (declared is not null && (declared.Family != algorithm.Family || declared.Bits > algorithm.Bits)) return false;
        switch (Type)
        {
            case "EC" when algorithm.Family == "ES" && KeyMaterial.Fits(ec.Q.X!.Length, algorithm) && signature.Length == 2 * ec.Q.X.Length:
                using (var key = ECDsa.Create(ec)) return key.VerifyData(data, signature, algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
            case "RSA" when algorithm.Family is "RS" or "PS":
                using (var key = RSA.Create(rsa)) return key.VerifyData(data, signature, algorithm.Hash, algorithm.Family == "RS" ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss);
            case "oct" when algorithm.Family == "HS" && secret.Length * 8 >= algorithm.Bits:
                return CryptographicOperations.FixedTimeEquals(signature, CryptographicOperations.HmacData(algorithm.Hash, secret, data));
            default:
                return false;
        }
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Bytes(JsonElement json, string name) => StrictBase64Url.TryDecode(Text(json, name), out var bytes) && bytes.Length > 0 ? bytes : null;

    private static bool Moment(JsonElement json, string name, out DateTimeOffset? at)
    {
        at = null;
        if (!json.TryGetProperty(name, out var value)) return true;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var seconds) || seconds is < 0 or > 253_402_300_799) return false;
        at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }
}
