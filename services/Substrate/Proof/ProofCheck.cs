namespace Substrate.Proof;

/// <summary>What of a run's proof is looked at: the hash chain of its steps; their payloads; the seal (signed columns); the signature on the seal; the Merkle root; the annotations.</summary>
public enum ProofPart { Chain, Payloads, Seal, Signature, Merkle, Annotations }

/// <summary><c>absent</c>: the run is open, so there is nothing yet. <c>unchecked</c>: there was no key to check a signature with.</summary>
public enum ProofState { Ok, Broken, Absent, Unchecked }

/// <summary>Where something is not what it was.</summary>
/// <param name="Where">Table, or member of a bundle.</param>
/// <param name="Seq">Step or annotation, where it is one of many.</param>
/// <param name="Field">Column or payload, where it can be told; what the content hash of a step covers is told as the step.</param>
public sealed record ProofFault(string Where, int? Seq, string? Field, string Reason);

/// <param name="Fault">The first fault; null unless the state is broken.</param>
public sealed record ProofCheck(ProofPart Part, ProofState State, ProofFault? Fault);

/// <summary>The latest seal of a run.</summary>
/// <param name="Kid">The key that signed it; GET /.well-known/jwks.json lists the keys of this installation.</param>
/// <param name="SignedAt">By the signer's clock; null when the signature could not be checked.</param>
/// <param name="MerkleRoot">Root (hex) over the content hashes of the steps (RFC 9162).</param>
public sealed record SealSummary(int Revision, string? Kid, DateTimeOffset? SignedAt, string MerkleRoot);
