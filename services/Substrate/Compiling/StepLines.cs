using System.Text;
using Substrate.Tokens;

namespace Substrate.Compiling;

/// <summary>
/// The lines of steps that do not stand whole: greedily those with the most new names for their tokens (budgeted maximum coverage; Khuller, Moss and Naor,
/// 1999). A name is worth the scores of the steps that hold it together: what came up often and of late is what comes up again.
/// </summary>
internal static class StepLines
{
    /// <summary>Stands for the lines left out between two.</summary>
    private const char Gap = '…';
    private const int GapCost = 2;
    /// <summary>Lines longer than this are data rather than something to read.</summary>
    private const int LongestLine = 2_000;

    private sealed record Line(int Step, int At, IReadOnlyList<string> Names, double Error, int Cost);

    /// <returns>For each step its lines, with gaps between; null where none were chosen.</returns>
    public static IReadOnlyList<string?> Choose(IReadOnlyList<Candidate> steps, IReadOnlyList<HashSet<string>> names, bool[] whole, int room, ITokenCounter tokens)
    {
        var worth = new Dictionary<string, double>(StringComparer.Ordinal);
        var held = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < steps.Count; i++)
        {
            foreach (var name in names[i]) worth[name] = worth.GetValueOrDefault(name) + steps[i].Score;
            if (whole[i]) held.UnionWith(names[i]);
        }
        var texts = steps.Select((step, i) => whole[i] || step.WithheldBy is not null ? [] : Rendering.Shown(step).Split('\n')).ToList();
        var queue = new PriorityQueue<Line, (double Worth, int Step, int At)>(
            Comparer<(double Worth, int Step, int At)>.Create((a, b) => a.Worth != b.Worth ? b.Worth.CompareTo(a.Worth) : a.Step != b.Step ? b.Step.CompareTo(a.Step) : a.At.CompareTo(b.At)));
        var chosen = new SortedSet<int>?[steps.Count];
        for (var i = 0; i < steps.Count; i++)
        {
            for (var at = 0; at < texts[i].Length; at++)
            {
                var text = texts[i][at];
                if (text.Length > LongestLine) continue;
                var fresh = CodeNames.In(text).Where(name => !held.Contains(name)).Order(StringComparer.Ordinal).ToList();
                var error = CodeNames.IsError(text) ? steps[i].Score : 0;
                if (fresh.Count == 0 && error == 0) continue;
                var line = new Line(i, at, fresh, error, tokens.Count(text) + 1 + GapCost);
                queue.Enqueue(line, (Worth(line), i, at));
            }
        }

        var said = new HashSet<string>(StringComparer.Ordinal);
        while (queue.TryDequeue(out var line, out var was))
        {
            var now = Worth(line);
            if (now <= 0) continue;
            // Worth falls as names are held, and rises once, by its heading, when a step is opened: what is on top and still worth as much goes first.
            if (now < was.Worth && queue.TryPeek(out _, out var next) && next.Worth > now)
            {
                queue.Enqueue(line, (now, line.Step, line.At));
                continue;
            }
            var cost = line.Cost + (chosen[line.Step] is null ? RunSteps.Frame : 0);
            if (cost > room || !said.Add(texts[line.Step][line.At].Trim())) continue;
            room -= cost;
            (chosen[line.Step] ??= []).Add(line.At);
            held.UnionWith(line.Names);
        }
        return [.. chosen.Select((at, i) => at is null ? null : Join(texts[i], at))];

        double Worth(Line line)
        {
            var gain = line.Error;
            foreach (var name in line.Names) gain += held.Contains(name) ? 0 : worth[name];
            return gain / (line.Cost + (chosen[line.Step] is null ? RunSteps.Frame / 2 : 0));
        }
    }

    private static string Join(string[] lines, SortedSet<int> chosen)
    {
        var text = new StringBuilder();
        var next = 0;
        foreach (var at in chosen)
        {
            if (at > next) text.Append(Gap).Append('\n');
            text.Append(lines[at]).Append('\n');
            next = at + 1;
        }
        if (next < lines.Length) text.Append(Gap).Append('\n');
        return text.ToString(0, text.Length - 1);
    }
}
