using System.Globalization;
using System.Text.Json;
using Substrate.Hashing;
using Substrate.Trace;

namespace Substrate.Proof;

/// <summary>What is stored of a run, except its steps, payloads and annotations.</summary>
/// <param name="Rows">Table to its rows of this run; one row of <c>runs</c>.</param>
/// <param name="Seals">Every seal (JWS) with its revision, oldest first.</param>
/// <param name="AnnotationSeal">JWS over the end of the annotation chain.</param>
public sealed record StoredRun(Guid Id, IReadOnlyDictionary<string, IReadOnlyList<StoredRow>> Rows, IReadOnlyList<(int Revision, string Jws)> Seals, string? AnnotationSeal)
{
    public StoredRow Row => Rows["runs"][0];
    public bool IsOpen => Row.Text("state") == "open";
    public string? Chain => Row.Text("chain") is { Length: 66 } hex ? hex[2..] : null;
}

/// <param name="Broken">The first step whose content, link or payload is not what was recorded.</param>
/// <param name="Steps">Steps before that.</param>
public sealed record RunFindings(IReadOnlyList<ProofCheck> Checks, SealSummary? Seal, int Steps, (int Seq, string Reason)? Broken)
{
    public bool Ok => Checks.All(check => check.State != ProofState.Broken);
    public ProofFault? First => Checks.FirstOrDefault(check => check.Fault is not null)?.Fault;
}

/// <summary>
/// Recomputes the whole proof of a run from what is stored, wherever that is: the database, or a bundle. Steps are added in the order of their seq, then annotations, then it is closed.
/// Each part tells its first fault and the others go on, so that what still holds is seen too.
/// </summary>
/// <param name="keys">Keys that are trusted to have signed; null when there are none to check with, and only what is inside can be compared.</param>
public sealed class RunAudit(StoredRun run, IReadOnlyList<Jwk>? keys)
{
    private readonly List<byte[]> leaves = [];
    private readonly int next = run.Row.Number("next_seq") ?? 0;
    private string chain = RunChain.Start(run.Id);
    private string annotations = AnnotationChain.Start(run.Id);
    private int annotationCount;
    private int seen;
    private int sound;
    private ProofFault? chainFault;
    private ProofFault? payloadFault;
    private ProofFault? annotationFault;

    /// <param name="payload">Hash to what is wrong with the payload stored under it: a column of its row and a sentence; null when nothing is.</param>
    public void Add(StoredStep step, Func<string, (string Field, string Reason)?> payload)
    {
        chainFault ??= Fault(step);
        if (chainFault is null && step.Seq < next) chain = step.ChainHash!;
        leaves.Add(MerkleTree.Leaf(step.ContentHash is { } content ? Convert.FromHexString(content) : []));
        foreach (var (field, hash) in payloadFault is null ? step.Payloads : [])
        {
            if (payload(hash) is var (column, reason) && payloadFault is null) payloadFault = new ProofFault("blobs", step.Seq, column, $"The payload of {field} {reason}");
        }
        seen++;
        sound += chainFault is null && payloadFault is null && step.Seq < next ? 1 : 0;
    }

    public void AddAnnotation(JsonElement row)
    {
        if (annotationFault is not null) return;
        var stored = StoredRow.Read(row);
        if (stored.Number("seq") != annotationCount)
        {
            annotationFault = new ProofFault("run_annotations", annotationCount, "seq", $"Annotation {annotationCount} is missing.");
            return;
        }
        JsonElement? data = row.TryGetProperty("data", out var given) && given.ValueKind != JsonValueKind.Null ? given : null;
        var linked = stored.Text("kind") is { } kind && stored.Text("reference") is { } reference && Guid.TryParse(stored.Text("message_id"), out var message)
            && DateTimeOffset.TryParse(stored.Text("at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? AnnotationChain.Next(annotations, annotationCount, kind, reference, data, at, message)
            : null;
        if (linked is null || stored.Text("chain_hash") != $"\\x{linked}")
        {
            annotationFault = new ProofFault("run_annotations", annotationCount, null, $"Annotation {annotationCount} is not what was written, or does not follow from the one before it.");
            return;
        }
        (annotations, annotationCount) = (linked, annotationCount + 1);
    }

    public RunFindings Close()
    {
        CloseChain();
        var checks = new List<ProofCheck> { Check(ProofPart.Chain, chainFault), Check(ProofPart.Payloads, payloadFault) };
        SealSummary? summary = null;
        if (run.IsOpen && run.Seals.Count == 0)
        {
            checks.AddRange(new[] { ProofPart.Seal, ProofPart.Signature, ProofPart.Merkle }.Select(part => new ProofCheck(part, ProofState.Absent, null)));
        }
        else
        {
            var (signature, signed) = CheckSignatures();
            var seal = run.Seals is [.., var last] && ProofSignature.Unchecked(last.Jws) is { } payload ? RunSeal.Read(payload) : null;
            checks.Add(Check(ProofPart.Seal, CheckSeal(seal)));
            checks.Add(signature is null && keys is null ? new ProofCheck(ProofPart.Signature, ProofState.Unchecked, null) : Check(ProofPart.Signature, signature));
            checks.Add(Check(ProofPart.Merkle, CheckRoot(seal)));
            summary = seal is null ? null : new SealSummary(seal.Revision, signed?.Kid, signature is null && keys is not null ? signed?.SignedAt : null, seal.MerkleRoot);
        }
        checks.Add(Check(ProofPart.Annotations, annotationFault ?? CheckAnnotationSeal()));
        var broken = new[] { chainFault, payloadFault }.OfType<ProofFault>().OrderBy(fault => fault.Seq).FirstOrDefault();
        return new RunFindings(checks, summary, sound, broken is null ? null : (broken.Seq ?? 0, broken.Reason));
    }

    private ProofFault? Fault(StoredStep step)
    {
        if (step.Seq != seen && (!run.IsOpen || step.Seq < next)) return new ProofFault("steps", seen, "seq", $"Step {seen} is missing.");
        if (step.Fault is { } column) return new ProofFault("steps", step.Seq, column, $"The column {column} holds what is never written there.");
        if (step.ContentHash != step.StoredHash) return new ProofFault("steps", step.Seq, null, "The step's fields are not what was hashed.");
        var link = run.IsOpen && step.Seq >= next ? null : RunChain.Next(chain, step.ContentHash!);
        return step.ChainHash == link ? null : new ProofFault("steps", step.Seq, "chain_hash", "The step does not follow from the one before it.");
    }

    private void CloseChain()
    {
        var wanted = run.IsOpen ? next : run.Row.Number("step_count") ?? 0;
        if (chainFault is null && (run.IsOpen ? sound < wanted && payloadFault is null : seen != wanted))
        {
            chainFault = new ProofFault("steps", seen, "seq", seen < wanted ? $"Step {seen} is missing." : $"The run was sealed with {wanted} steps.");
        }
        if (chainFault is null && run.Chain != chain) chainFault = new ProofFault("runs", Math.Max(0, seen - 1), "chain", "The run's head is not the hash of its last step.");
    }

    private (ProofFault? Fault, SignatureCheck? Last) CheckSignatures()
    {
        ProofFault? fault = null;
        SignatureCheck? last = null;
        string? previous = null;
        for (var i = 0; i < run.Seals.Count; i++)
        {
            var (revision, jws) = run.Seals[i];
            last = Signed(jws, ProofSignature.SealType);
            var seal = last.Fault is null ? RunSeal.Read(last.Payload) : null;
            fault ??= last.Fault is { } reason ? Bad("jws", reason)
                : seal is null || seal.Run != run.Id ? Bad("jws", "The seal is not one of this run.")
                : revision != i + 1 || seal.Revision != revision ? Bad("revision", $"The seal of revision {i + 1} is missing.")
                : seal.Previous != (previous is null ? null : ContentHash.Of(previous)) ? Bad("jws", "The seal does not follow from the one before it.")
                : null;
            previous = jws;

            ProofFault Bad(string field, string reason) => new("run_seals", revision, field, reason);
        }
        var expected = run.Row.Number("revision") ?? 0;
        fault ??= run.Seals.Count == expected && expected > 0 ? null : new ProofFault("run_seals", expected, null,
            run.Seals.Count == 0 ? "The run has no seal: it was completed before seals were made, or its seals were removed." : $"The run is at revision {expected}; its last seal is of revision {run.Seals.Count}.");
        return (fault, last);
    }

    private ProofFault? CheckSeal(RunSeal? seal)
    {
        if (seal is null) return new ProofFault("run_seals", null, "jws", "There is no seal that can be read.");
        if (seal.Run != run.Id) return new ProofFault("run_seals", seal.Revision, "jws", "The seal is of another run.");
        return seal.FirstDifference(run.Rows) ?? (seal.Chain == run.Chain ? null : new ProofFault("runs", null, "chain", "The chain's head is not what was sealed."));
    }

    private ProofFault? CheckRoot(RunSeal? seal)
    {
        if (seal is null) return new ProofFault("run_seals", null, "jws", "There is no seal that can be read.");
        if (seal.Steps != leaves.Count) return new ProofFault("steps", Math.Min(seal.Steps, leaves.Count), null, $"The seal is over {seal.Steps} steps; {leaves.Count} are there.");
        return seal.MerkleRoot == Convert.ToHexStringLower(MerkleTree.Root(leaves)) ? null : new ProofFault("steps", chainFault?.Seq, null, "The steps are not those that were sealed: they give another Merkle root.");
    }

    private ProofFault? CheckAnnotationSeal()
    {
        if (run.AnnotationSeal is not { } jws)
        {
            return run.IsOpen && annotationCount == 0 ? null : new ProofFault("run_annotation_seals", null, null, "Nothing signed says how many annotations there are.");
        }
        var check = Signed(jws, ProofSignature.AnnotationsType);
        if (check.Fault is { } reason) return new ProofFault("run_annotation_seals", null, "jws", reason);
        if (AnnotationSeal.Read(check.Payload) is not { } seal || seal.Run != run.Id) return new ProofFault("run_annotation_seals", null, "jws", "It was not signed for this run.");
        var marks = run.Row.Marked;
        if (seal.Marks.Keys.Union(marks.Keys, StringComparer.Ordinal).FirstOrDefault(mark => seal.Marks.GetValueOrDefault(mark) != marks.GetValueOrDefault(mark)) is { } changed)
        {
            return new ProofFault("runs", null, changed, $"The column {changed} is not what was signed.");
        }
        return seal.Count == annotationCount && seal.Head == annotations ? null : new ProofFault(
            "run_annotations", Math.Min(seal.Count, annotationCount), null, $"{seal.Count} annotations were signed; {annotationCount} are there.");
    }

    private SignatureCheck Signed(string jws, string type)
    {
        var check = ProofSignature.Check(jws, type, keys ?? []);
        return keys is null ? check with { Fault = null, Payload = ProofSignature.Unchecked(jws) ?? [] } : check;
    }

    private static ProofCheck Check(ProofPart part, ProofFault? fault) => new(part, fault is null ? ProofState.Ok : ProofState.Broken, fault);
}
