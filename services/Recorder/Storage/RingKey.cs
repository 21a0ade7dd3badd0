using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Contracts.Recorder;
using Substrate.Json;
using Substrate.Proof;

namespace Recorder.Storage;

/// <summary>One key of the ring. <see cref="Private"/> is null when this process cannot decrypt it (another Identity:Key): then it still verifies.</summary>
internal sealed record RingKey(string Kid, ECPoint Point, ECDsa? Private, DateTimeOffset NotBefore, DateTimeOffset? NotAfter)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public JwkView View => new(
        "EC", "P-256", "ES256", "sig", Kid, StrictBase64Url.Encode(Point.X), StrictBase64Url.Encode(Point.Y), NotBefore.ToUnixTimeSeconds(), NotAfter?.ToUnixTimeSeconds());

    public Jwk Verifier => Jwk.Read(JsonSerializer.SerializeToElement(View, PlatformJson.Options), out var fault)
        ?? throw new InvalidOperationException($"The ring's key {Kid} cannot be read: {fault}");

    /// <summary>Nonce, tag, ciphertext of the PKCS #8 form; AES-256-GCM, bound to the key's id.</summary>
    public static byte[] Encrypt(ECDsa key, string kid, byte[] under)
    {
        var plain = key.ExportPkcs8PrivateKey();
        var packed = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(packed.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(under, TagBytes);
        aes.Encrypt(packed.AsSpan(0, NonceBytes), plain, packed.AsSpan(NonceBytes + TagBytes), packed.AsSpan(NonceBytes, TagBytes), Encoding.ASCII.GetBytes(kid));
        CryptographicOperations.ZeroMemory(plain);
        return packed;
    }

    /// <returns>Null when it was encrypted under another key, or altered.</returns>
    public static ECDsa? Decrypt(byte[] packed, string kid, byte[] under)
    {
        if (packed.Length <= NonceBytes + TagBytes)
        {
            return null;
        }

        var plain = new byte[packed.Length - NonceBytes - TagBytes];
        var key = ECDsa.Create();
        try
        {
            using var aes = new AesGcm(under, TagBytes);
            aes.Decrypt(packed.AsSpan(0, NonceBytes), packed.AsSpan(NonceBytes + TagBytes), packed.AsSpan(NonceBytes, TagBytes), plain, Encoding.ASCII.GetBytes(kid));
            key.ImportPkcs8PrivateKey(plain, out _);
            return key;
        }
        catch (CryptographicException)
        {
            key.Dispose();
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }
}
