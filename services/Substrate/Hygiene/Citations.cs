using System.Globalization;
using System.Text.RegularExpressions;

namespace Substrate.Hygiene;

/// <summary>What a repository has, as far as a citation needs it.</summary>
public interface IRepositoryFiles
{
    /// <summary>Whether a file or folder is there, some path of the repository ends with this one, or it is of what the repository does not keep: that comes and goes.</summary>
    /// <param name="path">With / between, relative to the repository or to <paramref name="from"/>.</param>
    /// <param name="from">The file that names it.</param>
    bool Has(string path, string from);

    /// <summary>Lines of the file; null when no one file is meant, or it is no text.</summary>
    int? LinesOf(string path, string from);
}

/// <summary>Files that a note names: in code marks or as the target of a link, with a folder in the name. Patterns, placeholders and addresses name none.</summary>
internal static partial class Citations
{
    public static IEnumerable<string> Stale(StoredNote note, IRepositoryFiles repository)
    {
        foreach (var named in Named().Matches(note.Text).Select(match => match.Groups["path"].Value).Distinct(StringComparer.Ordinal))
        {
            if (OnePath().Match(named) is not { Success: true } match || Placeholder().IsMatch(named)) continue;
            var path = match.Groups["path"].Value;
            if (!repository.Has(path, note.File)) yield return $"{path} is not there.";
            else if (match.Groups["line"] is { Success: true } line && int.TryParse(line.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && repository.LinesOf(path, note.File) is { } lines && number > lines)
                yield return string.Create(CultureInfo.InvariantCulture, $"{path} has {lines} lines, not {number}.");
        }
    }

    [GeneratedRegex(@"`(?<path>[^`\n]+)`|\]\((?<path>[^)\s]+)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();

    /// <summary>Part of a name that stands for any.</summary>
    [GeneratedRegex(@"(?:^|[/._-])(?:X+|Y|N+|ID|NAME|FILE|DIR|PATH|foo|bar|example)(?:[/._-]|$)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Placeholder();

    /// <summary>A folder and a name with an ending, or a folder with / after it; then perhaps a line, or a line to a line.</summary>
    [GeneratedRegex(@"^(?:\./)?(?<path>(?:[\w.@+-]+/)+[\w@+-][\w.@+-]*\.[A-Za-z][\w]{0,9}|(?:\.?[\w@+-][\w.@+-]*/)+)(?:(?::|#L)(?<line>[1-9][0-9]{0,8})(?:-L?[0-9]+)?)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OnePath();
}
