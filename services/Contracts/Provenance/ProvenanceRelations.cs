namespace Contracts.Provenance;

/// <summary>How a thing came from another. Every edge goes from the origin to what came of it.</summary>
public static class ProvenanceRelations
{
    /// <summary>Run to step.</summary>
    public const string Step = "step";

    /// <summary>Step to blob: the payload of that field.</summary>
    public const string Input = "input";
    public const string Output = "output";
    public const string Args = "args";
    public const string Result = "result";

    /// <summary>Run to run: the child was started by the parent, left it at a step, or took it up again.</summary>
    public const string Subagent = "subagent";
    public const string Branch = "branch";
    public const string Continuation = "continuation";

    /// <summary>Run to the episode that was cut from it.</summary>
    public const string Episode = "episode";

    /// <summary>Episode to the candidate it suggested.</summary>
    public const string Suggested = "suggested";

    /// <summary>Step to the candidate that rests on its words.</summary>
    public const string Quoted = "quoted";

    /// <summary>Candidate to the candidate that stands for it.</summary>
    public const string Merged = "merged";

    /// <summary>Candidate to the memory it became.</summary>
    public const string Accepted = "accepted";

    /// <summary>Memory to the compile whose window holds it.</summary>
    public const string Included = "included";

    /// <summary>Anything to the compile that was given it as an item, as the caller said.</summary>
    public const string Given = "given";

    /// <summary>Compile to the run that used its window.</summary>
    public const string Window = "window";

    /// <summary>Those that services tell; the others the recorder knows from its own tables.</summary>
    public static IReadOnlyList<string> Told { get; } = [Episode, Suggested, Quoted, Merged, Accepted, Included, Given, Window];

    /// <summary>Those that the recorder reads from runs, steps and payloads.</summary>
    public static IReadOnlyList<string> Own { get; } = [Step, Input, Output, Args, Result, Subagent, Branch, Continuation];
}
