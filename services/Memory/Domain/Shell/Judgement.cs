namespace Memory.Domain.Shell;

internal enum Verdict
{
    /// <summary>Not enough to tell.</summary>
    Unclear,

    /// <summary>It did what it is for.</summary>
    Worked,

    /// <summary>It ran and reported problems of the code (failing tests, lint findings): the command itself is right.</summary>
    Reported,

    /// <summary>The command itself did not do its work.</summary>
    Failed,

    /// <summary>The machine or the network failed; says nothing about the repository.</summary>
    Infra,
}

internal enum FailureKind { None, MissingModule, BrokenImport, MissingCommand, MissingFile, Timeout, Permission, Usage, Configuration, NoTerminal, VersionConflict, SourceError, Other }

/// <summary>How one command ended.</summary>
/// <param name="Essence">The line that says why, cleaned; null unless it failed.</param>
/// <param name="Start">Where that line's words begin in the result payload.</param>
/// <param name="Missing">The module, command or file that was missing.</param>
/// <param name="Importer">The file of the repository that asked for the missing module.</param>
/// <param name="Explicit">An exit code or a tool's own summary said so, rather than the absence of complaints.</param>
internal sealed record Judgement(
    Verdict Verdict, FailureKind Failure = FailureKind.None, string? Essence = null, int Start = 0, int End = 0, string? Missing = null, string? Importer = null,
    bool Explicit = false)
{
    public bool Ok => Verdict is Verdict.Worked or Verdict.Reported;
}
