namespace Memory.Domain.Shell;

/// <summary>What a command is for. Only the purposes from <see cref="Install"/> to <see cref="Run"/> are worth remembering.</summary>
internal enum Purpose { Other, Explore, Edit, Vcs, Script, Install, Build, Test, Lint, Format, TypeCheck, Docs, Run }

/// <param name="Tool">The tool's own name (pytest for <c>python -m pytest</c>), which is what makes two commands comparable.</param>
/// <param name="Rest">Index of the first word after the tool and its sub-command.</param>
/// <param name="Packages">The remaining plain words name packages to install.</param>
/// <param name="OwnScript">It is a file of the repository, not a known program.</param>
internal readonly record struct ToolUse(string Tool, Purpose Purpose, int Rest, bool Packages = false, bool OwnScript = false)
{
    public bool Learnable => Purpose is >= Purpose.Install;
}
