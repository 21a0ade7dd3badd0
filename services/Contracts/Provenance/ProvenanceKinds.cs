namespace Contracts.Provenance;

/// <summary>The kinds of things whose origin can be asked for. The id of a step is <c>RUN:SEQ</c>, that of a blob its hash.</summary>
public static class ProvenanceKinds
{
    public const string Run = "run";
    public const string Step = "step";
    public const string Blob = "blob";
    public const string Episode = "episode";
    public const string Candidate = "candidate";
    public const string Memory = "memory";
    public const string Compile = "compile";
    public const string Replay = "replay";
    public const string Case = "case";
    public const string Contract = "contract";
    public const string Decision = "decision";

    public static IReadOnlyList<string> All { get; } = [Run, Step, Blob, Episode, Candidate, Memory, Compile, Replay, Case, Contract, Decision];
}
