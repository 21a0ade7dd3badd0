using System.Security.Cryptography;
using System.Text;

namespace ServiceDefaults.Tenancy;

/// <summary>
/// Keys that belong to one organisation and one purpose: HKDF-SHA256 (RFC 5869) over <c>Identity:Key</c>, the organisation's id as salt, the purpose as info.
/// Nothing is stored, and every service of an installation derives the same ones.
/// </summary>
public sealed class OrgKeys(IdentitySigner signer)
{
    /// <param name="purpose">What the key is for, for instance <c>redaction</c>; no key of one purpose tells anything about that of another.</param>
    /// <returns>32 bytes.</returns>
    public byte[] Derive(Guid orgId, string purpose) => signer.Derive(orgId.ToByteArray(bigEndian: true), "ctx:org:" + purpose);

    /// <summary>HMAC-SHA256 of a text under one of these keys, lower-case hex: equal texts stay equal, and nobody without the key can try guesses against it.</summary>
    public string Fingerprint(Guid orgId, string purpose, ReadOnlySpan<byte> text) => Convert.ToHexStringLower(HMACSHA256.HashData(Derive(orgId, purpose), text));

    public string Fingerprint(Guid orgId, string purpose, string text) => Fingerprint(orgId, purpose, Encoding.UTF8.GetBytes(text));
}
