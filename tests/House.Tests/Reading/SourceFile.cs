namespace House.Tests.Reading;

/// <param name="Path">From the repository's root, with forward slashes.</param>
internal sealed record SourceFile(string Path, string Text)
{
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public string Folder => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('/')] : "";

    /// <summary>The text without comments and without the contents of string and character literals; line breaks stay where they were.</summary>
    public string Code => field ??= CSharpText.WithoutCommentsAndLiterals(Text);

    public override string ToString() => Path;

    public int LineOf(int index) => Text.AsSpan(0, index).Count('\n') + 1;

    public int LineCount => Text.Length == 0 ? 0 : Text.AsSpan(0, Text.Length - 1).Count('\n') + 1;
}
