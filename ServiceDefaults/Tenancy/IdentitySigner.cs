using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using ServiceDefaults.Hosting;
using Substrate.Json;
using Substrate.Policies;

namespace ServiceDefaults.Tenancy;

/// <summary>
/// The internal identity: <c>base64url(json).base64url(HMAC-SHA256)</c> in <see cref="Header"/>, json = {org, sub, role, exp}. Signed by the gateway and by
/// services that call services, with the key of configuration <c>Identity:Key</c> (base64, 32 bytes).
/// </summary>
public sealed class IdentitySigner
{
    public const string Header = "X-Ctx-Identity";

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private readonly byte[] key;
    private readonly TimeProvider clock;

    public IdentitySigner(IConfiguration configuration, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        this.clock = clock;
        var text = configuration["Identity:Key"];
        if (string.IsNullOrEmpty(text)) throw new StartupException("Identity:Key is not set (base64 of 32 random bytes, the same for every service).");
        try
        {
            key = Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw new StartupException("Identity:Key is not base64.", e);
        }
        if (key.Length < 32) throw new StartupException("Identity:Key is shorter than 32 bytes.");
    }

    public string Sign(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var claims = new Claims(caller.OrgId, caller.Subject, caller.Role, (clock.GetUtcNow() + Lifetime).ToUnixTimeSeconds());
        var payload = JsonSerializer.SerializeToUtf8Bytes(claims, PlatformJson.Options);
        return Base64Url.EncodeToString(payload) + "." + Base64Url.EncodeToString(HMACSHA256.HashData(key, payload));
    }

    /// <returns>Null when absent, malformed, signed with another key, or expired.</returns>
    public Caller? Verify(string? header)
    {
        if (string.IsNullOrEmpty(header) || header.Length > 2048) return null;
        var dot = header.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0) return null;
        try
        {
            var payload = Base64Url.DecodeFromChars(header.AsSpan(0, dot));
            var signature = Base64Url.DecodeFromChars(header.AsSpan(dot + 1));
            if (!CryptographicOperations.FixedTimeEquals(signature, HMACSHA256.HashData(key, payload))) return null;
            var claims = JsonSerializer.Deserialize<Claims>(payload, PlatformJson.Options);
            if (claims is null || claims.Exp < clock.GetUtcNow().ToUnixTimeSeconds()) return null;
            return new Caller(claims.Org, claims.Sub, claims.Role);
        }
        catch (FormatException)
        {
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A database role's password: not stored anywhere, derived from the key wherever it is needed.</summary>
    internal string PasswordOf(string role) => Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes("role:" + role)));

    /// <summary>A key for another purpose (HKDF-SHA256), 32 bytes; tells nothing about this one.</summary>
    internal byte[] Derive(byte[] salt, string info) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, salt, Encoding.UTF8.GetBytes(info));

    private sealed record Claims(Guid Org, string Sub, CallerRole Role, long Exp);
}
