using System.Security.Cryptography;
using System.Text.Json;
using Harness;
using Substrate.Proof;
using Xunit;
using Xunit.Abstractions;

namespace Substrate.Tests.Proof;

/// <summary>C2SP Wycheproof's vectors, whole files. Every vector is judged; where its own label contradicts another vector or the RFC it is named, with the reason.</summary>
public sealed class WycheproofTests(ITestOutputHelper output)
{
    private const string Archive = "jose.tar.gz";

    private static readonly string[] All = [.. from family in new[] { "HS", "RS", "PS", "ES" } from bits in new[] { "256", "384", "512" } select family + bits];

    /// <summary>Labels that no verifier can follow. What is asserted of them is said beside each.</summary>
    private static readonly Dictionary<int, (bool Accepted, string Reason)> Mislabelled = new()
    {
        [367] = (true, "labelled invalid, but the same key and the same characters as vector 357, which is labelled valid; the padding it means to have is not in the file"),
        [370] = (true, "labelled invalid, but the same key and the same characters as vector 357, which is labelled valid; the padding it means to have is not in the file"),
        [372] = (false, "labelled valid, but a '?' stands in the header, which is no base64url (RFC 7515, section 2); 366 says of such a header that it is invalid"),
        [373] = (false, "labelled valid, but a '?' stands in the payload, which is no base64url (RFC 7515, section 2); 371 says of such a payload that it is invalid"),
    };

    [SharedArchiveFact(Archive)]
    public void Every_JSON_Web_Signature_is_judged_right()
    {
        var (right, named) = (0, 0);
        var wrong = new List<string>();
        foreach (var (group, test) in Tests("json_web_signature_test.json"))
        {
            var key = group.TryGetProperty("public", out var given) ? given : group.GetProperty("private");
            var accepted = Accepts(Read(key), test);
            var id = test.GetProperty("tcId").GetInt32();
            if (Mislabelled.TryGetValue(id, out var known))
            {
                output.WriteLine($"vector {id}, {test.GetProperty("comment").GetString()}: {known.Reason}; it is {(accepted ? "accepted" : "refused")}");
                Assert.Equal(known.Accepted, accepted);
                named++;
            }
            else if (accepted == IsValid(test)) right++;
            else wrong.Add($"{id} {test.GetProperty("comment").GetString()}: {(accepted ? "accepted" : "refused")}");
        }
        output.WriteLine($"{right} judged right, {named} named");
        Assert.Empty(wrong);
        Assert.Equal(401, right + named);
    }

    [SharedArchiveFact(Archive)]
    public void The_named_vectors_are_what_is_said_of_them()
    {
        var all = Tests("json_web_signature_test.json").ToDictionary(t => t.Test.GetProperty("tcId").GetInt32(), t => t.Test.GetProperty("jws").GetString()!);

        Assert.Equal((all[357], all[357]), (all[367], all[370]));
        Assert.Contains('?', all[372]);
        Assert.Contains('?', all[373]);
    }

    [SharedArchiveFact(Archive)]
    public void Every_JSON_Web_Key_is_judged_right()
    {
        var wrong = new List<string>();
        foreach (var (group, test) in Tests("json_web_key_test.json"))
        {
            var keys = group.TryGetProperty("public", out var given) ? given : group.GetProperty("private");
            if (Accepts(Read(keys), test) != IsValid(test)) wrong.Add($"{test.GetProperty("tcId")} {test.GetProperty("comment")}");
        }
        Assert.Empty(wrong);
    }

    [SharedArchiveFact(Archive)]
    public void Every_ES256_signature_is_judged_right()
    {
        var (wrong, count) = (new List<string>(), 0);
        foreach (var (group, test) in Tests("ecdsa_secp256r1_sha256_p1363_test.json"))
        {
            var point = Convert.FromHexString(group.GetProperty("publicKey").GetProperty("uncompressed").GetString()!);
            var jwk = JsonSerializer.SerializeToElement(new { kty = "EC", crv = "P-256", kid = "k", alg = "ES256", x = StrictBase64Url.Encode(point.AsSpan(1, 32)), y = StrictBase64Url.Encode(point.AsSpan(33, 32)) });
            var key = Jwk.Read(jwk, out var fault);
            Assert.True(key is not null, fault);
            var accepted = key.Verify(SignatureAlgorithm.Find("ES256")!, Convert.FromHexString(test.GetProperty("msg").GetString()!), Convert.FromHexString(test.GetProperty("sig").GetString()!));
            if (accepted != IsValid(test)) wrong.Add($"{test.GetProperty("tcId")} {test.GetProperty("comment")}");
            count++;
        }
        Assert.Empty(wrong);
        Assert.Equal(262, count);
    }

    [SharedArchiveFact(Archive)]
    public void Keys_for_Ed25519_are_refused_because_this_platform_has_no_such_algorithm()
    {
        foreach (var group in JsonDocument.Parse(SharedArchive.Read(Archive, "ed25519_test.json")).RootElement.GetProperty("testGroups").EnumerateArray())
        {
            Assert.Null(Jwk.Read(group.GetProperty("publicKeyJwk"), out _));
        }
        output.WriteLine("ed25519_test.json: 151 vectors not judged: .NET's cryptography has no Ed25519, and the platform signs and accepts ES256 only. Its keys are refused at the door.");
    }

    private static JwkSet? Read(JsonElement json)
    {
        try
        {
            return JwkSet.Read(json);
        }
        catch (KeySetException)
        {
            return null;
        }
    }

    private static bool Accepts(JwkSet? keys, JsonElement test) => keys is not null && Jws.Verify(test.GetProperty("jws").GetString()!, keys.Keys, All).Ok;

    private static bool IsValid(JsonElement test) => test.GetProperty("result").GetString() == "valid";

    private static IEnumerable<(JsonElement Group, JsonElement Test)> Tests(string file) =>
        from @group in JsonDocument.Parse(SharedArchive.Read(Archive, file)).RootElement.GetProperty("testGroups").EnumerateArray()
        from test in @group.GetProperty("tests").EnumerateArray()
        select (@group, test);
}
