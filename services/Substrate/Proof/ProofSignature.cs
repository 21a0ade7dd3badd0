using System.Buffers;
using System.Text.Json;
using Substrate.Json;

namespace Substrate.Proof;

/// <param name="Fault">Null when the signature holds; else why not.</param>
/// <param name="SignedAt">By the signer's clock; known only once the signature holds.</param>
public sealed record SignatureCheck(string? Fault, string? Kid, DateTimeOffset? SignedAt, byte[] Payload);

/// <summary>What the platform signs: compact JWS, ES256, with the header members alg, kid, typ (what it is, so that one thing's signature is none for another) and iat (when).</summary>
public static class ProofSignature
{
    public const string SealType = "ctx-run-seal";
    public const string AnnotationsType = "ctx-run-annotations";
    public const string BundleType = "ctx-run-bundle";

    public static byte[] Header(string kid, string type, DateTimeOffset signedAt)
    {
        var to = new ArrayBufferWriter<byte>(256);
        to.Write("{\"alg\":\"ES256\",\"iat\":"u8);
        CanonicalJson.WriteNumber(signedAt.ToUnixTimeSeconds(), to);
        to.Write(",\"kid\":"u8);
        CanonicalJson.WriteString(kid, to);
        to.Write(",\"typ\":"u8);
        CanonicalJson.WriteString(type, to);
        to.Write("}"u8);
        return to.WrittenSpan.ToArray();
    }

    /// <summary>The signature must hold under one of <paramref name="keys"/>, be of this type, and have been made while its key was valid.</summary>
    public static SignatureCheck Check(string jws, string type, IReadOnlyList<Jwk> keys, byte[]? detached = null)
    {
        var result = Jws.Verify(jws, keys, Jws.OnlyEs256, detached);
        if (!result.Ok) return new SignatureCheck(result.Fault, result.Kid, null, []);
        if (!result.Header.TryGetProperty("typ", out var typ) || typ.ValueKind != JsonValueKind.String || typ.GetString() != type)
        {
            return new SignatureCheck("The signature was made over something of another kind.", result.Kid, null, []);
        }
        if (!result.Header.TryGetProperty("iat", out var iat) || iat.ValueKind != JsonValueKind.Number || !iat.TryGetInt64(out var seconds) || seconds is < 0 or > 253_402_300_799)
        {
            return new SignatureCheck("The signature does not say when it was made.", result.Kid, null, []);
        }
        var at = DateTimeOffset.FromUnixTimeSeconds(seconds);
        // Whole seconds on both sides: a key is valid from the second in which it was made.
        return at.ToUnixTimeSeconds() < result.Key!.NotBefore?.ToUnixTimeSeconds() || at > result.Key.NotAfter
            ? new SignatureCheck($"The signature is of {at:yyyy-MM-dd HH:mm:ss}Z, when the key {result.Kid} was not valid.", result.Kid, at, [])
            : new SignatureCheck(null, result.Kid, at, result.Payload);
    }

    /// <summary>What the payload says, without asking who signed it: for saying what was altered where the signature cannot be checked.</summary>
    public static byte[]? Unchecked(string jws) => jws.Split('.', 4) is [_, var payload, _] && StrictBase64Url.TryDecode(payload, out var bytes) ? bytes : null;
}
