using System.Globalization;
using System.Text.RegularExpressions;
using Contracts.Memory;
using Substrate.Hashing;

namespace Cli.Exporting;

internal enum BlockChangeKind { Added, Updated, Retired, EditedHere, RemovedHere }

/// <param name="Text">As it stands in the file from now on; of what was retired or removed, as the memory has it, or had it here.</param>
/// <param name="Was">What stood there before.</param>
internal sealed record BlockChange(BlockChangeKind Kind, Guid MemoryId, string Text, string? Was = null);

/// <summary>A file whose block of memories cannot be told from the rest; the message names the line.</summary>
internal sealed class BlockException(string message) : Exception(message);

/// <summary>
/// The part of a Markdown file that holds memories: a line of a list for each, with its id and the hash of what was written. A line that no longer has its hash was
/// edited by a person and stays as it is; one that is gone was removed by a person and stays away; what stands between, and all outside, is not ours.
/// </summary>
internal static partial class MemoryBlock
{
    private const int HashDigits = 12;
    private const int IdDigits = 12; // the last ones: the first of an id may be the time

    /// <param name="repo">Whose memories they are; the block of another repository is not touched.</param>
    /// <param name="memories">All that are accepted now, in the order in which new ones are to stand.</param>
    /// <returns>The whole file, and what is different. A file that is up to date comes back as it was.</returns>
    /// <exception cref="BlockException">A block does not end, or there are two of this repository.</exception>
    public static (string File, IReadOnlyList<BlockChange> Changes) Update(string file, string repo, IReadOnlyList<MemoryView> memories)
    {
        var lineEnd = file.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var raw = file.Split('\n'); // with what ends each, which outside the block stays
        var lines = raw.Select(line => line.TrimEnd('\r')).ToList();
        var opening = $"<!-- ctx:memories {Line(repo).Replace("--", "-", StringComparison.Ordinal)} -->";
        var (begin, end) = Find(lines, opening);
        var known = begin < 0 ? [] : Ids(lines[end]);
        var (kept, changes, here) = Existing(begin < 0 ? [] : lines[(begin + 1)..end], memories.ToDictionary(memory => memory.Id));
        var last = kept.FindLastIndex(line => Own().IsMatch(line)) + 1;
        foreach (var memory in memories.Where(memory => !here.Contains(memory.Id)))
        {
            var text = Line(memory.Text);
            changes.Add(new(known.Contains(Short(memory.Id)) ? BlockChangeKind.RemovedHere : BlockChangeKind.Added, memory.Id, text));
            if (changes[^1].Kind == BlockChangeKind.Added) kept.Insert(last == 0 ? kept.Count : last++, Written(memory.Id, text));
        }
        if (!changes.Exists(change => change.Kind is BlockChangeKind.Added or BlockChangeKind.Updated or BlockChangeKind.Retired)) return (file, changes);
        var written = memories.Select(memory => Short(memory.Id)).Concat(known.Except(changes.Where(change => change.Kind == BlockChangeKind.Retired).Select(change => Short(change.MemoryId)), StringComparer.Ordinal));
        List<string> block = [opening, .. kept, $"<!-- ctx:end {string.Join(' ', written.Distinct(StringComparer.Ordinal))} -->"];
        if (begin >= 0) return (string.Join('\n', [.. raw[..begin], string.Join(lineEnd, block) + raw[end][lines[end].Length..], .. raw[(end + 1)..]]), changes);
        var before = file.Length == 0 ? "" : file.TrimEnd('\r', '\n') + lineEnd + lineEnd;
        return ($"{before}## Learned from earlier runs{lineEnd}{lineEnd}{string.Join(lineEnd, block)}{lineEnd}", changes);
    }

    private static (List<string> Kept, List<BlockChange> Changes, HashSet<Guid> Here) Existing(List<string> lines, Dictionary<Guid, MemoryView> memories)
    {
        var (kept, changes, here) = (new List<string>(), new List<BlockChange>(), new HashSet<Guid>());
        foreach (var line in lines)
        {
            if (Own().Match(line) is not { Success: true } own)
            {
                kept.Add(line);
                continue;
            }
            var (id, text) = (Guid.ParseExact(own.Groups["id"].Value, "N"), own.Groups["text"].Value);
            var memory = memories.GetValueOrDefault(id);
            here.Add(id);
            if (Hash(text) != own.Groups["hash"].Value)
            {
                kept.Add(line);
                changes.Add(new(BlockChangeKind.EditedHere, id, text, memory is null ? null : Line(memory.Text)));
            }
            else if (memory is null) changes.Add(new(BlockChangeKind.Retired, id, text));
            else
            {
                var now = Line(memory.Text);
                kept.Add(Written(id, now));
                if (now != text) changes.Add(new(BlockChangeKind.Updated, id, now, text));
            }
        }
        return (kept, changes, here);
    }

    /// <summary>Places of the first and last line of the block; -1 for none.</summary>
    private static (int Begin, int End) Find(List<string> lines, string opening)
    {
        var (found, open) = ((Begin: -1, End: -1), -1);
        for (var at = 0; at < lines.Count; at++)
        {
            if (Begins().IsMatch(lines[at]))
            {
                if (open >= 0) throw Broken(open, "is not ended before the next one begins");
                if (lines[at].Trim() == opening && found.Begin >= 0) throw Broken(at, "is the second of this repository");
                open = at;
            }
            else if (End().IsMatch(lines[at]))
            {
                if (open < 0) throw Broken(at, "ends and never began");
                if (lines[open].Trim() == opening) found = (open, at);
                open = -1;
            }
        }
        return open < 0 ? found : throw Broken(open, "is not ended");
    }

    private static BlockException Broken(int at, string how) =>
        new(string.Create(CultureInfo.InvariantCulture, $"line {at + 1}: a block of memories {how}. Mend its first or last line, or take the block out to have it written anew."));

    private static HashSet<string> Ids(string end) => [.. End().Match(end).Groups["ids"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static string Written(Guid id, string text) => $"- {text} <!-- {id:N} {Hash(text)} -->";

    private static string Hash(string text) => ContentHash.Of(text)[..HashDigits];

    private static string Short(Guid id) => id.ToString("N")[^IdDigits..];

    /// <summary>One line that holds no comment's marks.</summary>
    private static string Line(string text) => string.Join(' ', text.Replace("<!--", "<! --", StringComparison.Ordinal).Replace("-->", "-- >", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(@"^\s*[-*] (?<text>.*?)\s*<!-- (?<id>[0-9a-f]{32}) (?<hash>[0-9a-f]{12}) -->\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Own();

    [GeneratedRegex(@"^\s*<!-- ctx:memories .* -->\s*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Begins();

    [GeneratedRegex(@"^\s*<!-- ctx:end(?<ids>(?: [0-9a-f]{12})*) -->\s*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex End();
}
