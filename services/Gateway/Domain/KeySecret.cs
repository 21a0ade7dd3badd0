using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Domain;

/// <summary>
/// The secret of an API key or a session: <c>ctx_</c> and 43 base64url characters, which are 256 random bits.
/// Stored as a plain SHA-256: a slow, salted hash protects guessable passwords, and 256 random bits cannot be guessed, while a slow hash
/// would cost every request of every agent.
/// </summary>
internal static class KeySecret
{
    public const string Marker = "ctx_";
    public const int RandomBytes = 32;
    private const int Length = 47;
    private const int PrefixLength = 12;

    public static string From(ReadOnlySpan<byte> random) =>
        random.Length == RandomBytes
            ? Marker + Base64Url.EncodeToString(random)
            : throw new ArgumentException($"A secret is made of {RandomBytes} random bytes.", nameof(random));

    /// <summary>
    /// The secret of a key that was asked for with an idempotency key: derived, so that a repeated request can be answered with the same secret
    /// without the secret ever being stored.
    /// </summary>
    public static string Derive(byte[] serverKey, Guid keyId, string idempotencyKey) =>
        From(HMACSHA256.HashData(serverKey, Encoding.UTF8.GetBytes($"api-key:{keyId:N}:{idempotencyKey}")));

    public static bool IsWellFormed(string secret) =>
        secret.Length == Length && secret.StartsWith(Marker, StringComparison.Ordinal)
        && secret.AsSpan(Marker.Length).IndexOfAnyExcept(Alphabet) < 0;

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>The first characters, enough for a person to tell keys apart; 208 unknown bits remain.</summary>
    public static string Prefix(string secret) => secret[..Math.Min(PrefixLength, secret.Length)];

    private static readonly System.Buffers.SearchValues<char> Alphabet =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
