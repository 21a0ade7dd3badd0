using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Substrate.Proof;
using Xunit;

namespace Substrate.Tests.Proof;

public sealed class JwsTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly ECDsa mine = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    [Fact]
    public void A_signature_holds_for_its_payload_kind_and_time()
    {
        var key = Key(mine, At.AddDays(-1), At.AddDays(1));
        var jws = Sign(mine, ProofSignature.Header(key.Kid, ProofSignature.SealType, At), "{}");

        var check = ProofSignature.Check(jws, ProofSignature.SealType, [key, Key(other)]);
        Assert.Equal((null, key.Kid, At, "{}"), (check.Fault, check.Kid, check.SignedAt, Encoding.UTF8.GetString(check.Payload)));
        Assert.Contains("another kind", ProofSignature.Check(jws, ProofSignature.BundleType, [key]).Fault, StringComparison.Ordinal);
        Assert.Contains(key.Kid, ProofSignature.Check(jws, ProofSignature.SealType, [Key(other)]).Fault, StringComparison.Ordinal);
        Assert.Contains("not valid", ProofSignature.Check(jws, ProofSignature.SealType, [Key(mine, At.AddSeconds(1))]).Fault, StringComparison.Ordinal);
        Assert.Contains("not valid", ProofSignature.Check(jws, ProofSignature.SealType, [Key(mine, to: At.AddSeconds(-1))]).Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"alg":"none","kid":"KID"}""")]
    [InlineData("""{"alg":"HS256","kid":"KID"}""")]
    [InlineData("""{"alg":"es256","kid":"KID"}""")]
    [InlineData("""{"alg":"ES256"}""")]
    [InlineData("""{"alg":"ES256","kid":7}""")]
    [InlineData("""{"alg":"ES256","kid":"KID","crit":["exp"],"exp":1}""")]
    [InlineData("""{"alg":"ES256","kid":"KID","b64":false}""")]
    [InlineData("""{"alg":"ES256","kid":"KID","kid":"KID"}""")]
    [InlineData("""["ES256"]""")]
    [InlineData("""{"alg":"ES256","kid":"KID"} """ + "x")]
    public void A_header_that_asks_for_anything_else_is_refused(string header)
    {
        var key = Key(mine);
        Assert.False(Jws.Verify(Sign(mine, Encoding.UTF8.GetBytes(header.Replace("KID", key.Kid, StringComparison.Ordinal)), "{}"), [key], Jws.OnlyEs256).Ok);
    }

    [Fact]
    public void A_key_that_the_document_brings_is_not_looked_at()
    {
        var foreign = Key(other);
        var header = JsonSerializer.SerializeToUtf8Bytes(new { alg = "ES256", kid = foreign.Kid, jwk = Json(other), jku = "https://example.org/keys", x5c = new[] { "AA" } });

        var result = Jws.Verify(Sign(other, header, "{}"), [Key(mine)], Jws.OnlyEs256);

        Assert.Equal((false, foreign.Kid), (result.Ok, result.Kid));
        Assert.Contains("not among the trusted keys", result.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        var key = Key(mine);
        var jws = Sign(mine, ProofSignature.Header(key.Kid, ProofSignature.SealType, At), """{"a":1}""");
        for (var i = 0; i < jws.Length; i++)
        {
            for (var bit = 0; bit < 7; bit++)
            {
                var changed = jws.ToCharArray();
                changed[i] = (char)(changed[i] ^ (1 << bit));
                Assert.NotNull(ProofSignature.Check(new string(changed), ProofSignature.SealType, [key]).Fault);
            }
        }
    }

    [Fact]
    public void A_detached_payload_must_be_the_one_that_was_signed()
    {
        var key = Key(mine);
        var whole = Sign(mine, ProofSignature.Header(key.Kid, ProofSignature.BundleType, At), "{}").Split('.');
        var detached = $"{whole[0]}..{whole[2]}";

        Assert.Null(ProofSignature.Check(detached, ProofSignature.BundleType, [key], "{}"u8.ToArray()).Fault);
        Assert.NotNull(ProofSignature.Check(detached, ProofSignature.BundleType, [key], "{ }"u8.ToArray()).Fault);
        Assert.NotNull(ProofSignature.Check(detached, ProofSignature.BundleType, [key]).Fault);
        Assert.NotNull(ProofSignature.Check(string.Join('.', whole), ProofSignature.BundleType, [key], "{}"u8.ToArray()).Fault);
    }

    [Theory]
    [InlineData("""{"keys":[{"kid":"a","kty":"EC"},{"kid":"a","kty":"EC"}]}""")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""[1]""")]
    [InlineData("""{"keys":[],"keys":[]}""")]
    [InlineData("""{""")]
    public void A_key_set_that_leaves_open_what_is_meant_is_refused(string json) => Assert.Throws<KeySetException>(() => JwkSet.Parse(json));

    [Fact]
    public void A_key_of_no_use_here_is_left_out_and_named()
    {
        var set = JwkSet.Parse("""{"keys":[{"kid":"one","kty":"OKP","crv":"Ed25519","x":"AA"}]}""");

        Assert.Empty(set.Keys);
        Assert.StartsWith("one: ", Assert.Single(set.LeftOut), StringComparison.Ordinal);
    }

    private static string Sign(ECDsa key, byte[] header, string payload)
    {
        var input = Jws.SigningInput(header, Encoding.UTF8.GetBytes(payload));
        return $"{input}.{StrictBase64Url.Encode(key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256))}";
    }

    private static Jwk Key(ECDsa key, DateTimeOffset? from = null, DateTimeOffset? to = null) => Jwk.Read(Json(key, from, to), out _)!;

    private static JsonElement Json(ECDsa key, DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        var q = key.ExportParameters(false).Q;
        var json = new Dictionary<string, object> { ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = Jwk.Thumbprint(q), ["x"] = StrictBase64Url.Encode(q.X), ["y"] = StrictBase64Url.Encode(q.Y) };
        if (from is { } f) json["nbf"] = f.ToUnixTimeSeconds();
        if (to is { } t) json["exp"] = t.ToUnixTimeSeconds();
        return JsonSerializer.SerializeToElement(json);
    }
}
