using Substrate.Compiling;
using Substrate.Tokens;

namespace Bench;

/// <summary>What agents do today when a window is too long. Both keep the prompt; their text has no headings, so that all of the budget is for messages.</summary>
internal static class WindowPeers
{
    private const string Between = "\n\n";
    public const string Placeholder = "[old output left out]";

    /// <summary>Keep the newest: messages from the last one back, whole while they fit; of the one that does not, its last lines.</summary>
    public static string Newest(IReadOnlyList<ContextItem> window, int budget)
    {
        var kept = new List<string>();
        var left = budget - Cost(Prompt(window));
        foreach (var text in window.Where(i => !UsedNext.IsPrompt(i)).Reverse().Select(i => i.Text))
        {
            var cost = Cost([text]);
            if (cost > left)
            {
                var lines = new List<string>();
                foreach (var line in text.Split('\n').Reverse())
                {
                    var each = O200kBase.Shared.Count(line + "\n");
                    if (each > left)
                    {
                        break;
                    }
                    lines.Insert(0, line);
                    left -= each;
                }
                kept.Insert(0, string.Join('\n', lines));
                break;
            }
            kept.Insert(0, text);
            left -= cost;
        }
        return string.Join(Between, [.. Prompt(window), .. kept]);
    }

    /// <summary>
    /// Mask old tool outputs: all messages stand, the outputs of the oldest calls as a placeholder (the calls stay), as many as it takes; what still does not fit
    /// then loses its oldest messages.
    /// </summary>
    /// <param name="masked">The same items with every tool's output as the placeholder.</param>
    public static string Masked(IReadOnlyList<ContextItem> window, IReadOnlyList<ContextItem> masked, int budget)
    {
        var texts = window.Where(i => !UsedNext.IsPrompt(i)).Select(i => i.Text).ToList();
        var shorter = masked.Where(i => !UsedNext.IsPrompt(i)).Select(i => i.Text).ToList();
        var total = Cost(Prompt(window)) + texts.Sum(t => Cost([t]));
        for (var i = 0; i < texts.Count && total > budget; i++)
        {
            if (shorter[i].Length < texts[i].Length)
            {
                total += Cost([shorter[i]]) - Cost([texts[i]]);
                texts[i] = shorter[i];
            }
        }
        var from = 0;
        for (; from < texts.Count && total > budget; from++)
        {
            total -= Cost([texts[from]]);
        }
        return string.Join(Between, [.. Prompt(window), .. texts.Skip(from)]);
    }

    private static List<string> Prompt(IReadOnlyList<ContextItem> window) => [.. window.Where(UsedNext.IsPrompt).Select(i => i.Text)];

    private static int Cost(IEnumerable<string> texts) => texts.Sum(t => O200kBase.Shared.Count(t + Between));
}
