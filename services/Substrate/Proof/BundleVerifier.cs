using System.Security.Cryptography;
using System.Text.Json;
using Substrate.Hashing;

namespace Substrate.Proof;

/// <summary><c>unchecked</c>: no key was given to check with, so the bundle may be whole and yet anybody's.</summary>
public enum BundleTrust { Trusted, Unchecked, Refused }

/// <param name="Ok">Nothing was altered, and a trusted key signed it.</param>
/// <param name="Whole">Every member is as the manifest says, and every run follows from itself.</param>
/// <param name="Kid">The key that the signature names.</param>
/// <param name="SignedAt">By the signer's clock; null unless trusted.</param>
/// <param name="Faults">What was altered: member, step or annotation, field.</param>
public sealed record BundleReport(
    bool Ok, bool Whole, BundleTrust Trust, string? Kid, DateTimeOffset? SignedAt, IReadOnlyList<BundledRun> Runs, int Members, IReadOnlyList<ProofFault> Faults);

/// <summary>Verifies a bundle offline. It needs the file and keys, and nothing else.</summary>
public static class BundleVerifier
{
    private static readonly Dictionary<string, string> MemberOf = new(StringComparer.Ordinal)
    {
        ["runs"] = BundleRun.Run, ["steps"] = BundleRun.Steps, ["run_annotations"] = BundleRun.Annotations, ["run_seals"] = BundleRun.Seals, ["run_annotation_seals"] = BundleRun.Seals,
        ["blobs"] = BundleRun.Blobs,
    };

    /// <param name="keys">Keys that are trusted; null when there are none to check with.</param>
    public static BundleReport Verify(Stream stream, IReadOnlyList<Jwk>? keys)
    {
        try
        {
            using var bundle = BundleArchive.Open(stream);
            return Verify(bundle, keys);
        }
        catch (BundleException e)
        {
            return new BundleReport(false, false, BundleTrust.Refused, null, null, [], 0, [new ProofFault("", null, null, e.Message)]);
        }
    }

    public static BundleReport Verify(BundleArchive bundle, IReadOnlyList<Jwk>? keys)
    {
        var faults = new List<ProofFault>(bundle.Faults);
        if (bundle.Manifest() is not { } bytes) return Refused($"{BundleManifest.Name} is missing or cannot be read: this is not a bundle.");
        var manifest = BundleManifest.Read(bytes, out var reason);
        if (manifest is null) return Refused(reason);
        var jws = bundle.Signature();
        var signature = jws is null ? new SignatureCheck("The signature is missing.", null, null, []) : ProofSignature.Check(jws, ProofSignature.BundleType, keys ?? [], bytes);
        var trust = keys is null && jws is not null ? BundleTrust.Unchecked : signature.Fault is null ? BundleTrust.Trusted : BundleTrust.Refused;
        var blobs = CheckMembers(bundle, manifest, faults);
        // Of a bundle that nobody trusted signed, only what is inside can be compared.
        foreach (var run in manifest.Runs) CheckRun(bundle, manifest, run, trust == BundleTrust.Trusted ? keys : null, blobs, faults);
        var whole = faults.Count == 0;
        // Which of the two was altered, nobody can tell.
        if (trust == BundleTrust.Refused && keys?.Any(key => key.Kid == signature.Kid) == true) faults.Add(new ProofFault(BundleManifest.Name, null, null, "It is not what was signed, or its signature is not what was made."));
        if (trust == BundleTrust.Refused) faults.Add(new ProofFault(BundleManifest.SignatureName, null, null, signature.Fault!));
        return new BundleReport(whole && trust == BundleTrust.Trusted, whole, trust, signature.Kid, signature.Fault is null ? signature.SignedAt : null, manifest.Runs, manifest.Members.Count, faults);

        BundleReport Refused(string why) => new(false, false, BundleTrust.Refused, null, null, [], 0, [.. faults, new ProofFault(BundleManifest.Name, null, null, why)]);
    }

    /// <returns>Hashes of the payloads that are there as they should be.</returns>
    private static HashSet<string> CheckMembers(BundleArchive bundle, BundleManifest manifest, List<ProofFault> faults)
    {
        var (listed, sound) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var member in manifest.Members)
        {
            if (!listed.Add(member.Name)) faults.Add(new ProofFault(BundleManifest.Name, null, null, $"It lists {member.Name} twice."));
            else if (Fault(bundle, member) is { } fault) faults.Add(new ProofFault(member.Name, null, null, fault));
            else if (member.Name.StartsWith(BundleRun.Blobs, StringComparison.Ordinal) && member.Name[BundleRun.Blobs.Length..] == member.Sha256) sound.Add(member.Sha256);
            else if (member.Name.StartsWith(BundleRun.Blobs, StringComparison.Ordinal)) faults.Add(new ProofFault(member.Name, null, null, "The payload is not the one that its name says."));
            else if (member.Name.StartsWith(BundleRun.Receipts, StringComparison.Ordinal) && ReceiptFault(bundle, member.Name) is var (field, why)) faults.Add(new ProofFault(member.Name, null, field, why));
        }
        foreach (var name in bundle.Names.Where(name => name is not (BundleManifest.Name or BundleManifest.SignatureName) && !listed.Contains(name)))
        {
            faults.Add(new ProofFault(name, null, null, "The manifest does not list this member: it was added."));
        }
        return sound;
    }

    private static string? Fault(BundleArchive bundle, BundleMember member)
    {
        try
        {
            using var stream = bundle.Stream(member.Name, member.Length);
            if (stream is null) return "The member is missing.";
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[64 << 10];
            var length = 0L;
            for (int read; (read = stream.Read(buffer)) > 0; length += read) hash.AppendData(buffer, 0, read);
            return length == member.Length && Convert.ToHexStringLower(hash.GetHashAndReset()) == member.Sha256 ? null : "The member is not what was signed.";
        }
        catch (BundleException e)
        {
            return e.Message;
        }
    }

    private static (string Field, string Reason)? ReceiptFault(BundleArchive bundle, string name)
    {
        using var json = bundle.Json(name);
        if (json?.RootElement is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("receiptHash", out var hash) || !root.TryGetProperty("document", out var document)
            || document.ValueKind != JsonValueKind.Object || !document.TryGetProperty("receipt", out var receipt) || !root.TryGetProperty("texts", out var texts) || texts.ValueKind != JsonValueKind.Object)
        {
            return ("", "The member is not a receipt.");
        }
        return ContentHash.OfJson(receipt) != hash.GetString() ? ("document", "The receipt is not what its hash says.")
            : texts.EnumerateObject().Where(text => text.Value.ValueKind != JsonValueKind.String || ContentHash.Of(text.Value.GetString()!) != text.Name).Select(text => text.Name).FirstOrDefault() is { } changed
                ? ("texts", $"The text {changed} is not what its hash says.")
                : null;
    }

    private static void CheckRun(BundleArchive bundle, BundleManifest manifest, BundledRun run, IReadOnlyList<Jwk>? keys, HashSet<string> blobs, List<ProofFault> faults)
    {
        if (BundleRun.Read(bundle, run) is not { } stored)
        {
            faults.Add(new ProofFault(run.Prefix + BundleRun.Run, null, null, "The run cannot be read."));
            return;
        }
        var audit = new RunAudit(stored, keys);
        try
        {
            foreach (var row in Rows(bundle, manifest, run.Prefix + BundleRun.Steps))
            {
                audit.Add(StoredStep.Read(row), hash => blobs.Contains(hash) ? null : (hash, "is missing or is not what was hashed."));
            }
            foreach (var row in Rows(bundle, manifest, run.Prefix + BundleRun.Annotations)) audit.AddAnnotation(row);
        }
        catch (BundleException e)
        {
            faults.Add(new ProofFault(run.Prefix + BundleRun.Steps, null, null, e.Message));
        }
        foreach (var fault in audit.Close().Checks.Select(check => check.Fault).OfType<ProofFault>())
        {
            var member = fault.Where == "blobs" ? BundleRun.Blobs + fault.Field : run.Prefix + MemberOf.GetValueOrDefault(fault.Where, BundleRun.Run);
            faults.Add(fault with { Where = member, Field = fault.Where == "blobs" ? null : MemberOf.ContainsKey(fault.Where) ? fault.Field : $"{fault.Where}.{fault.Field}" });
        }
    }

    private static IEnumerable<JsonElement> Rows(BundleArchive bundle, BundleManifest manifest, string name)
    {
        var expected = manifest.Members.FirstOrDefault(member => member.Name == name)?.Length ?? 0;
        foreach (var line in bundle.Lines(name, expected))
        {
            JsonElement row;
            try
            {
                row = StoredRow.Parse(line);
            }
            catch (JsonException)
            {
                row = default;
            }
            yield return row.ValueKind == JsonValueKind.Object ? row : JsonSerializer.SerializeToElement(new { });
        }
    }
}
