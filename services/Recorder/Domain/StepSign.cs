using System.Text.RegularExpressions;
using Substrate.Trace;

namespace Recorder.Domain;

/// <summary>What a step is told by when two runs are laid side by side.</summary>
/// <param name="Group">Kind and tool.</param>
/// <param name="Signature">Group and the first words of what was asked or said, without numbers: equal for the same act.</param>
/// <param name="Content">Group and all payloads: equal only when everything was the same.</param>
internal sealed partial record StepSign(int Seq, string Group, string Signature, string Content)
{
    // A command line is told apart within its first words; what follows (a path, an amount of context) is how, not what.
    private const int SignatureChars = 80;

    /// <param name="words">Beginning of the arguments of a call, else of what was said.</param>
    /// <param name="payloads">Hashes of the payloads and how the call ended.</param>
    public static StepSign Of(int seq, StepKind kind, string? tool, string? words, string payloads)
    {
        var group = $"{kind}\n{tool}";
        var told = Noise().Replace(words ?? string.Empty, " ").Trim().ToLowerInvariant();
        return new StepSign(seq, group, $"{group}\n{(told.Length <= SignatureChars ? told : told[..SignatureChars])}", $"{group}\n{payloads}");
    }

    // Line numbers, times and ids differ between two runs of the same act.
    [GeneratedRegex("""\b[0-9a-f]{7,64}\b|\d+|\s+""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Noise();
}
