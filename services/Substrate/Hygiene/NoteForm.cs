using System.Text.RegularExpressions;
using Substrate.Compiling;

namespace Substrate.Hygiene;

/// <summary>What two notes are compared by.</summary>
/// <param name="Canonical">Its words in lower case, one blank between, without marks: equal for notes that say the same in the same words.</param>
/// <param name="Claim">The canonical words without those that only say yes or no, and without what makes a sentence polite.</param>
/// <param name="Denies">An odd number of words that say no.</param>
/// <param name="Frame">The canonical words with # for each with a figure.</param>
/// <param name="Values">The words with a figure, in their order.</param>
internal sealed partial record NoteForm(string Canonical, string Claim, bool Denies, string Frame, IReadOnlyList<string> Values)
{
    private static readonly HashSet<string> Noes = new(["not", "no", "never", "avoid", "dont", "doesnt", "isnt", "arent", "cannot", "cant", "wont", "shouldnt", "mustnt", "neednt"], StringComparer.Ordinal);
    private static readonly HashSet<string> Fillers = new(["always", "please", "do", "does", "must", "should", "need", "to", "you", "we", "be", "is", "are", "can", "only"], StringComparer.Ordinal);

    public static NoteForm Of(string text)
    {
        var words = Word().Matches(Apostrophe().Replace(text.ToLowerInvariant(), "")).Select(word => word.Value.TrimEnd('.', '-', '/', ':')).Where(word => word.Length > 0).ToList();
        return new(
            string.Join(' ', words), string.Join(' ', words.Where(word => !Noes.Contains(word) && !Fillers.Contains(word))), words.Count(Noes.Contains) % 2 == 1,
            string.Join(' ', words.Select(word => HasFigure(word) ? "#" : word)), [.. words.Where(HasFigure)]);
    }

    public Sketch? Sketch() => Compiling.Sketch.Of(Canonical);

    private static bool HasFigure(string word) => Figure().IsMatch(word);

    [GeneratedRegex(@"(?<=\w)['’](?=\w)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Apostrophe();

    /// <summary>A number, a version, a size; not an identifier with digits in it.</summary>
    [GeneratedRegex(@"^v?[0-9]+(?:[.,_][0-9]+)*[a-z]{0,3}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Figure();

    /// <summary>Versions, paths and identifiers are one word each.</summary>
    [GeneratedRegex(@"[\p{L}\p{Nd}_](?:[\p{L}\p{Nd}_./:@+-]*[\p{L}\p{Nd}_+])?", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Word();
}
