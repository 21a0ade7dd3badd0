namespace Memory.Domain.Shell;

/// <param name="Value">The word without its quotes.</param>
internal readonly record struct ShellWord(string Value, int Start, int End, bool Quoted);

/// <summary>One simple command of a shell line.</summary>
/// <param name="Joined">The operator before it: empty for the first, else &amp;&amp;, ||, ; or |.</param>
/// <param name="Writes">Files it writes through redirection.</param>
/// <param name="Compound">It is part of a loop, a subshell or a block.</param>
internal sealed record ShellCommand(
    string Joined, IReadOnlyList<ShellWord> Assignments, IReadOnlyList<ShellWord> Words, IReadOnlyList<string> Writes, bool Heredoc, bool Compound)
{
    public string Program => Words.Count == 0 ? "" : Words[0].Value;

    public int Start => Assignments.Count > 0 ? Assignments[0].Start : Words.Count > 0 ? Words[0].Start : 0;

    public int End => Words.Count > 0 ? Words[^1].End : Assignments.Count > 0 ? Assignments[^1].End : 0;
}
