namespace Memory.Domain.Shell;

/// <summary>One command worth looking at, cleaned of what was only true once.</summary>
/// <param name="Display">As a person would type it in the repository's root: without <c>cd</c> into it, verbosity and filters behind it.</param>
/// <param name="Pattern">The display without targets and selections.</param>
/// <param name="Key">What makes it the same command as another one.</param>
/// <param name="Targets">Files, folders or names it was pointed at.</param>
/// <param name="Selection">A test selection such as the value of <c>-k</c>.</param>
/// <param name="Packages">Packages it installs by name.</param>
/// <param name="OneOff">It names something that exists only in this run, so it is no rule for another.</param>
internal sealed record CommandUse(
    ToolUse Tool, string Display, string Pattern, string Key, IReadOnlyList<string> Targets, string? Selection, IReadOnlyList<string> Packages,
    int Start, int End, bool OneOff)
{
    public Purpose Purpose => Tool.Purpose;

    public bool Learnable => Tool.Learnable;
}

/// <summary>One shell call of a run.</summary>
/// <param name="Chain">Its learnable commands joined by &amp;&amp;, as a person would type them.</param>
/// <param name="Uses">All commands it consists of, in order; the last one that does work gives it its purpose.</param>
/// <param name="Output">The payload, with fenced memory blanked.</param>
internal sealed record Invocation(
    int Seq, CommandText Source, IReadOnlyList<CommandUse> Uses, string Chain, string Output, Judgement Judgement, bool Edits)
{
    public CommandUse? Main => Uses.LastOrDefault(u => u.Learnable || u.Purpose == Purpose.Script);

    public IEnumerable<CommandUse> Learnable => Uses.Where(u => u.Learnable);
}
