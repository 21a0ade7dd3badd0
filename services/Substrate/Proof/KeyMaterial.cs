using System.Numerics;
using System.Security.Cryptography;

namespace Substrate.Proof;

/// <summary>Which public keys are sound enough to be asked.</summary>
internal static class KeyMaterial
{
    private static readonly int[] SmallPrimes =
        [3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167];

    /// <summary>Coordinates have the curve's full length (RFC 7518, section 6.2.1.2); a point that is not on the curve is refused.</summary>
    public static ECParameters? Ec(string? curve, byte[]? x, byte[]? y, SignatureAlgorithm? declared)
    {
        var (size, named) = curve switch { "P-256" => (32, ECCurve.NamedCurves.nistP256), "P-384" => (48, ECCurve.NamedCurves.nistP384), "P-521" => (66, ECCurve.NamedCurves.nistP521), _ => (0, default) };
        if (size == 0 || x?.Length != size || y?.Length != size || (declared is not null && (declared.Family != "ES" || !Fits(size, declared)))) return null;
        var key = new ECParameters { Curve = named, Q = new ECPoint { X = x, Y = y } };
        try
        {
            using var imported = ECDsa.Create(key);
            return key;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>RFC 7518, section 3.4: each ES algorithm belongs to one curve.</summary>
    public static bool Fits(int coordinate, SignatureAlgorithm algorithm) => (coordinate, algorithm.Name) is (32, "ES256") or (48, "ES384") or (66, "ES512");

    /// <summary>At least 2048 bits (RFC 7518, section 3.3), an odd exponent above 1, and not of the kind that CVE-2017-15361 made.</summary>
    public static RSAParameters? Rsa(byte[]? n, byte[]? e)
    {
        if (n is null || e is null || e.Length > 8) return null;
        var modulus = new BigInteger(n, isUnsigned: true, isBigEndian: true);
        var exponent = new BigInteger(e, isUnsigned: true, isBigEndian: true);
        if (modulus.GetBitLength() is < 2048 or > 16384 || modulus.IsEven || exponent.IsEven || exponent <= 1 || SmallPrimes.All(p => IsPowerOf65537(modulus, p))) return null;
        var key = new RSAParameters { Modulus = n, Exponent = e };
        try
        {
            using var imported = RSA.Create(key);
            return key;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // Moduli of the flawed generator (Nemec et al., CCS 2017) are powers of 65537 modulo every small prime; a sound one is for all of these only by a chance of 2^-27 or less.
    private static bool IsPowerOf65537(BigInteger modulus, int prime)
    {
        var (wanted, power) = ((int)(modulus % prime), 1);
        do
        {
            if (power == wanted) return true;
            power = power * (65537 % prime) % prime;
        }
        while (power != 1);
        return false;
    }
}
