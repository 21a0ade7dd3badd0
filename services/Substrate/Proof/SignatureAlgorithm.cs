using System.Security.Cryptography;

namespace Substrate.Proof;

/// <summary>A signature algorithm of RFC 7518, section 3.</summary>
/// <param name="Family">HS, RS, PS or ES.</param>
/// <param name="Bits">Output length of the hash.</param>
internal sealed record SignatureAlgorithm(string Name, string Family, int Bits)
{
    private static readonly Dictionary<string, SignatureAlgorithm> Known =
        (from family in new[] { "HS", "RS", "PS", "ES" } from bits in new[] { 256, 384, 512 } select new SignatureAlgorithm($"{family}{bits}", family, bits))
        .ToDictionary(algorithm => algorithm.Name, StringComparer.Ordinal);

    public static SignatureAlgorithm? Find(string name) => Known.GetValueOrDefault(name);

    public HashAlgorithmName Hash => new($"SHA{Bits}");
}
