using System.Globalization;
using Substrate.Tokens;

namespace Substrate.Compiling;

/// <summary>In which form an item stands in the window: its text, its summary, some of its lines or sentences, or one line that says what it was.</summary>
public enum ItemVariant { Raw, Summary, Extract, Masked }

/// <summary>
/// Stage 7b: what did not fit whole may use the room that is left, best first: as its summary, as those lines that match the task, or, a tool's output, as
/// one line with a way back. Room that a whole item could have is never taken, so nothing is lost by it. Messages, instructions and tasks stand whole or
/// not at all; what policy withholds is not shortened.
/// </summary>
internal static class Shortening
{
    /// <summary>Of those left out, so many of the best are looked at: the room left is small.</summary>
    private const int Considered = 48;

    /// <returns>Those that got in, by id.</returns>
    public static IReadOnlyDictionary<string, Candidate> Run(Filling filling, IEnumerable<Candidate> ranked, CompileInput input, ITokenCounter tokens)
    {
        var inside = new Dictionary<string, Candidate>(StringComparer.Ordinal);
        var profile = input.Profile;
        if (!profile.UseSummaries && profile.ExtractTokens == 0 && profile.MaskedToolResults == 0) return inside;
        var task = MatchTerms.Words(input.Task).Where(word => !StopWords.Has(word)).Select(Stems.Of).ToHashSet(StringComparer.Ordinal);
        var masked = 0;
        foreach (var candidate in ranked.Where(candidate => !filling.Has(candidate) && MayShorten(candidate)).Take(Considered).ToList())
        {
            foreach (var shorter in Variants(candidate, filling, task, profile, masked < profile.MaskedToolResults, tokens))
            {
                if (shorter.Tokens >= candidate.Tokens || filling.Offer(shorter) == 0) continue;
                inside.Add(shorter.Item.Id, shorter);
                if (shorter.Variant == ItemVariant.Masked) masked++;
                break;
            }
        }
        return inside;
    }

    private static bool MayShorten(Candidate candidate) =>
        candidate.WithheldBy is null && candidate.Item.Kind is not (ItemKind.Message or ItemKind.Instruction or ItemKind.Task);

    private static IEnumerable<Candidate> Variants(
        Candidate candidate, Filling filling, IReadOnlySet<string> task, CompileProfile profile, bool mayMask, ITokenCounter tokens)
    {
        var item = candidate.Item;
        if (profile.UseSummaries && item.Summary is { Length: > 0 } summary) yield return As(candidate, ItemVariant.Summary, summary, tokens);
        if (profile.ExtractTokens > 0 && item.Kind is ItemKind.File or ItemKind.Document or ItemKind.ToolResult)
        {
            var room = filling.Left - As(candidate, ItemVariant.Extract, "", tokens).Tokens;
            if (room >= profile.ExtractTokens && Extracting.Run(item.Text, task, room, tokens) is { } extract) yield return As(candidate, ItemVariant.Extract, extract, tokens);
        }
        if (mayMask && item.Kind == ItemKind.ToolResult)
        {
            var lines = item.Text.AsSpan().Count('\n') + 1;
            yield return As(candidate, ItemVariant.Masked, string.Create(CultureInfo.InvariantCulture, $"[tool output left out: {candidate.Tokens} tokens, {lines} lines; blob:{candidate.TextHash}]"), tokens);
        }
    }

    private static Candidate As(Candidate candidate, ItemVariant variant, string text, ITokenCounter tokens)
    {
        var shorter = candidate with { Variant = variant, VariantText = text, WholeTokens = candidate.WholeTokens ?? candidate.Tokens };
        var block = Rendering.Block(shorter);
        return shorter with { Block = block, Tokens = tokens.Count(block + "\n\n") };
    }
}
