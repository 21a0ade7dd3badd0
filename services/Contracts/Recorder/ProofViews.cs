using Substrate.Proof;

namespace Contracts.Recorder;

/// <summary>A public key (RFC 7517).</summary>
/// <param name="Kid">Its RFC 7638 thumbprint.</param>
/// <param name="Nbf">Signs from here on (seconds since 1970).</param>
/// <param name="Exp">Signs nothing after; left out for the key that signs now.</param>
public sealed record JwkView(string Kty, string Crv, string Alg, string Use, string Kid, string X, string Y, long Nbf, long? Exp = null);

public sealed record JwkSetView(IReadOnlyList<JwkView> Keys);

/// <summary>That a step stands at its place of a sealed run (RFC 9162, section 2.1.3).</summary>
/// <param name="Leaf">Content hash of the step (hex); the leaf's hash is SHA-256(0x00 ‖ these 32 bytes).</param>
/// <param name="Path">Hashes (hex) from the leaf to the root, nearest first.</param>
/// <param name="Seal">The signed seal (JWS) whose payload names <paramref name="Root"/> and <paramref name="Size"/>.</param>
public sealed record InclusionProof(Guid RunId, int Seq, string Leaf, int Size, IReadOnlyList<string> Path, string Root, string Seal);

/// <summary>A key of another installation whose bundles may be imported.</summary>
/// <param name="Jwk">The public key as JSON (kty EC, crv P-256).</param>
public sealed record TrustKey(string Name, System.Text.Json.JsonElement Jwk);

public sealed record TrustedKeyView(string Kid, string Name, string AddedBy, DateTimeOffset AddedAt);
