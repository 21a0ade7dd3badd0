using Substrate.Tokens;

namespace Substrate.Compiling;

/// <summary>
/// Turns candidates into a context window and a receipt. Pure and deterministic: the same input gives the same bytes, whatever the order of its items.
/// Each candidate leaves with exactly one reason code, and the rendered text never has more tokens than the budget.
/// </summary>
public static class Compiler
{
    /// <summary>Raise when the same input would give other bytes.</summary>
    public const string Version = "6";

    /// <exception cref="ArgumentException">The budget is below 1, or two items share an id.</exception>
    public static CompileOutput Compile(CompileInput input, ITokenCounter tokens)
    {
        if (input.Budget < 1) throw new ArgumentException("The budget is at least 1 token.", nameof(input));

        var (candidates, hash) = SideBySide.Both(input.Items.Count, () => Admit(input), () => InputsHash.Of(input, tokens.Name));
        candidates = Scoring.Run(candidates, input);
        candidates = RunSteps.Run(candidates, input, tokens);
        candidates = Packing.Measured(candidates, tokens);
        var packing = Packing.Run(candidates, input, tokens);
        // A packing that gives something up again may fall below rank order.
        return Fit(packing, input, hash, tokens) ?? Fit(Packing.Run(candidates, input, tokens, onlyByRank: true), input, hash, tokens)!;
    }

    /// <summary>
    /// What may be sent to an embedder: candidates that would be scored and whose kind the profile gives a semantic weight, with their texts as they would be
    /// rendered. What is refused, or withheld, is not among them, nor what another stands for.
    /// </summary>
    public static IReadOnlyList<ContextItem> ForEmbedding(CompileInput input)
    {
        var semantic = ScorePart.All.Single(part => part.Name == "semantic");
        return [.. Admit(input).Where(of => of.Alive && of.WithheldBy is null && semantic.WeightIn(input.Profile, of.Item.Kind) > 0).Select(of => of.Item)];
    }

    private static IReadOnlyList<Candidate> Admit(CompileInput input)
    {
        IReadOnlyList<Candidate> candidates = Normalising.Run(input);
        candidates = Each(candidates, candidate => Admitting.Scope(candidate, input));
        candidates = Each(candidates, candidate => Admitting.Policy(candidate, input));
        candidates = Each(candidates, candidate => Admitting.Memory(candidate, input));
        return Collapsing.Run(candidates, input.Profile);
    }

    private static IReadOnlyList<Candidate> Each(IReadOnlyList<Candidate> candidates, Func<Candidate, Candidate> stage) =>
        [.. candidates.Select(candidate => candidate.Alive ? stage(candidate) : candidate)];

    /// <summary>
    /// Renders and counts the real text. Tokens do not add up exactly over joined blocks, so what the sums let in may be a token too much:
    /// then the weakest goes, pinned ones last, until it fits.
    /// </summary>
    /// <returns>Null when so much had to go that rank order is worth more.</returns>
    private static CompileOutput? Fit(Packing.Result packing, CompileInput input, string inputsHash, ITokenCounter tokens)
    {
        var (packed, all) = (packing.Packed, packing.All);
        while (true)
        {
            var sections = Ordering.Run(packed, input.Profile);
            var markdown = Rendering.Markdown(sections);
            var messages = Rendering.Messages(sections);
            var used = Math.Max(tokens.Count(markdown), messages.Sum(message => tokens.Count(message.Content)));
            if (packing.Method != PackingMethod.RankOrder && packed.Count < packing.Packed.Count && Coverage.Of(packed, input.Profile.CoverageShare) < packing.Floor) return null;
            if (used <= input.Budget)
            {
                var items = sections.SelectMany(section => section.Zip(Rendering.Pieces(section), (candidate, piece) => new RenderedItem(
                    candidate.Item.Id, candidate.Item.Kind, candidate.Lane.Name, candidate.Tokens, piece))).ToList();
                return new CompileOutput(ReceiptWriting.Run(all, sections, markdown, used, Quality(packing, packed, input.Profile), input, inputsHash, tokens.Name), markdown, messages, items);
            }
            var weakest = packed.OrderBy(candidate => candidate.Item.Pinned).ThenBy(candidate => candidate, Comparer<Candidate>.Create((a, b) => Candidate.ByRank(b, a))).First();
            packed = [.. packed.Where(candidate => candidate != weakest)];
            all = [.. all.Select(candidate => candidate == weakest ? Packing.Evict(weakest, Math.Max(0, weakest.Tokens - (used - input.Budget)), input.Budget) : candidate)];
        }
    }

    /// <summary>Nine places of the sums and four of the share, what is reached rounded down and what is possible up, so that the claim holds as printed.</summary>
    private static PackingQuality Quality(Packing.Result packing, IReadOnlyList<Candidate> packed, CompileProfile profile)
    {
        var objective = Coverage.Of(packed, profile.CoverageShare);
        var bound = Math.Ceiling(packing.UpperBound * 1e9) / 1e9;
        return new(
            packing.Method, Down(objective, 1e9), Down(Math.Min(objective, packing.Floor), 1e9), bound, bound <= 0 ? 1 : Math.Min(1, Down(objective / bound, 1e4)));
    }

    private static double Down(double value, double places) => Math.Floor(value * places) / places;
}
