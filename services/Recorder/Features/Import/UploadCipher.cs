using System.Buffers.Binary;
using System.Security.Cryptography;
using ServiceDefaults.Tenancy;

namespace Recorder.Features.Import;

/// <summary>
/// An upload is somebody's file as it is, secrets and all, and what was once written stays in data files and write-ahead log after it is deleted. So its chunks
/// are stored as AES-256-GCM under a key of their own, derived from the installation's for this organisation and upload: <c>ciphertext ‖ 16-byte tag</c>, the
/// chunk's number as nonce (no number is used twice under one key), organisation, upload and number authenticated.
/// </summary>
internal sealed class UploadCipher(OrgKeys keys)
{
    private const int TagBytes = 16;
    private const int NonceBytes = 12;

    public byte[] Seal(Guid orgId, Guid uploadId, int n, ReadOnlySpan<byte> plain)
    {
        var stored = new byte[plain.Length + TagBytes];
        using var aes = Cipher(orgId, uploadId);
        aes.Encrypt(Nonce(n), plain, stored.AsSpan(0, plain.Length), stored.AsSpan(plain.Length), Place(orgId, uploadId, n));
        return stored;
    }

    /// <summary>Throws <see cref="CryptographicException"/> for anything but what was stored at this very place.</summary>
    public byte[] Open(Guid orgId, Guid uploadId, int n, ReadOnlySpan<byte> stored)
    {
        if (stored.Length < TagBytes)
        {
            throw new CryptographicException("The chunk is shorter than its tag.");
        }

        var plain = new byte[stored.Length - TagBytes];
        using var aes = Cipher(orgId, uploadId);
        aes.Decrypt(Nonce(n), stored[..plain.Length], stored[plain.Length..], plain, Place(orgId, uploadId, n));
        return plain;
    }

    private AesGcm Cipher(Guid orgId, Guid uploadId) => new(keys.Derive(orgId, $"upload:{uploadId:D}"), TagBytes);

    private static byte[] Nonce(int n)
    {
        var nonce = new byte[NonceBytes];
        BinaryPrimitives.WriteInt32BigEndian(nonce.AsSpan(NonceBytes - sizeof(int)), n);
        return nonce;
    }

    private static byte[] Place(Guid orgId, Guid uploadId, int n)
    {
        var place = new byte[16 + 16 + sizeof(int)];
        orgId.TryWriteBytes(place, bigEndian: true, out _);
        uploadId.TryWriteBytes(place.AsSpan(16), bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(place.AsSpan(32), n);
        return place;
    }
}
