using Substrate.Tokens;

namespace Substrate.Compiling;

/// <summary>
/// Turns candidates into a context window and a receipt. Pure and deterministic: the same input gives the same bytes, whatever the order of its items.
/// Each candidate leaves with exactly one reason code, and the rendered text never has more tokens than the budget.
/// </summary>
public static class Compiler
{
    /// <summary>Raise when the same input would give other bytes.</summary>
    public const string Version = "2";

    /// <exception cref="ArgumentException">The budget is below 1, or two items share an id.</exception>
    public static CompileOutput Compile(CompileInput input, ITokenCounter tokens)
    {
        if (input.Budget < 1) throw new ArgumentException("The budget is at least 1 token.", nameof(input));

        IReadOnlyList<Candidate> candidates = Normalising.Run(input);
        candidates = Each(candidates, candidate => Admitting.Scope(candidate, input));
        candidates = Each(candidates, candidate => Admitting.Policy(candidate, input));
        candidates = Each(candidates, candidate => Admitting.Memory(candidate, input));
        candidates = Collapsing.Run(candidates, input.Profile);
        candidates = Scoring.Run(candidates, input);
        var (packed, all) = Packing.Run(candidates, input, tokens);
        return Fit(packed, all, input, tokens);
    }

    private static IReadOnlyList<Candidate> Each(IReadOnlyList<Candidate> candidates, Func<Candidate, Candidate> stage) =>
        [.. candidates.Select(candidate => candidate.Alive ? stage(candidate) : candidate)];

    /// <summary>
    /// Renders and counts the real text. Tokens do not add up exactly over joined blocks, so what the sums let in may be a token too much:
    /// then the weakest goes, pinned ones last, until it fits.
    /// </summary>
    private static CompileOutput Fit(IReadOnlyList<Candidate> packed, IReadOnlyList<Candidate> all, CompileInput input, ITokenCounter tokens)
    {
        while (true)
        {
            var sections = Ordering.Run(packed, input.Profile);
            var markdown = Rendering.Markdown(sections);
            var messages = Rendering.Messages(sections);
            var used = Math.Max(tokens.Count(markdown), messages.Sum(message => tokens.Count(message.Content)));
            if (used <= input.Budget)
            {
                var items = sections.SelectMany(section => section.Zip(Rendering.Pieces(section), (candidate, piece) => new RenderedItem(
                    candidate.Item.Id, candidate.Item.Kind, candidate.Lane.Name, candidate.Tokens, piece))).ToList();
                return new CompileOutput(ReceiptWriting.Run(all, sections, markdown, used, input, tokens.Name), markdown, messages, items);
            }
            var weakest = packed.OrderBy(candidate => candidate.Item.Pinned).ThenBy(candidate => candidate, Comparer<Candidate>.Create((a, b) => Candidate.ByRank(b, a))).First();
            packed = [.. packed.Where(candidate => candidate != weakest)];
            all = [.. all.Select(candidate => candidate == weakest ? Packing.Evict(weakest, Math.Max(0, weakest.Tokens - (used - input.Budget)), input.Budget) : candidate)];
        }
    }
}
