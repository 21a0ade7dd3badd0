using Substrate.Compiling;
using Substrate.Hashing;
using Substrate.Redaction;
using Substrate.Tokens;

namespace Context.Domain;

/// <param name="Same">True or false when the compile was run again; null when this build cannot.</param>
/// <param name="OutputHash">Of the window that came out; null when it was not run.</param>
internal sealed record RecomputedCompile(bool? Same, IReadOnlyList<string> Problems, string? Note, string? OutputHash = null);

/// <summary>Runs a stored compile again and compares bytes.</summary>
internal static class Recomputation
{
    /// <param name="profile">The version that the receipt names; null when it is not here.</param>
    public static RecomputedCompile Of(StoredCompile stored, IReadOnlyDictionary<string, string> texts, RedactionSettings settings, CompileProfile? profile)
    {
        var damaged = texts.Where(t => ContentHash.Of(t.Value) != t.Key).Select(t => $"The text stored as {t.Key} no longer has that hash.")
            .Concat(stored.TextHashes().Where(hash => !texts.ContainsKey(hash)).Select(hash => $"The text {hash} is gone."))
            .ToList();
        if (damaged.Count > 0)
        {
            return new(false, damaged, null);
        }

        var receipt = stored.Receipt;
        if (receipt.CompilerVersion != Compiler.Version)
        {
            return new(null, [], $"Compiled by compiler {receipt.CompilerVersion}; this build has compiler {Compiler.Version}, so it was not run again.");
        }
        if (profile is null)
        {
            return new(null, [], $"Compiled with profile {ProfileName.Of(receipt.Profile.Name, receipt.Profile.Version)}, which is not here, so it was not run again.");
        }

        if (texts.Values.Concat(stored.Keywords()).Any(text => Redactor.Find(text, settings.Profile, settings.Pii).Count > 0))
        {
            return new(null, [], "The rules by which secrets are found have changed since, and would now take more out of what was compiled, so it was not run again.");
        }

        var again = Compiler.Compile(stored.Inputs(texts, profile) with { Redaction = settings }, TokenCounters.ForModel(stored.Model));
        var problems = new List<string>();
        if (again.Receipt.InputsHash != receipt.InputsHash)
        {
            problems.Add("The stored inputs are not those that the receipt was made from.");
        }
        if (again.Markdown != stored.Markdown || again.Receipt.OutputHash != receipt.OutputHash)
        {
            problems.Add("Running the compile again renders another window.");
        }
        if (ContentHash.OfJson(again.Receipt) != ContentHash.OfJson(receipt))
        {
            problems.Add("Running the compile again gives another receipt.");
        }
        return new(problems.Count == 0, problems, null, again.Receipt.OutputHash);
    }
}
