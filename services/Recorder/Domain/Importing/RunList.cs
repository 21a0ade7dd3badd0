using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>A file that lists its runs. Those that can be read become sessions; then the entries that are none are named.</summary>
internal static class RunList
{
    /// <param name="open">Gives null for an entry that is no run.</param>
    public static IEnumerable<SessionDocument> Open(IEnumerable<JsonElement> entries, Func<JsonElement, SessionDocument?> open)
    {
        var (index, odd) = (0, new List<int>());
        foreach (var entry in entries)
        {
            if (open(entry) is { } session)
            {
                yield return session;
            }
            else
            {
                odd.Add(index);
            }

            index++;
        }

        if (odd.Count > 0)
        {
            var named = string.Join(", ", odd.Take(20)) + (odd.Count > 20 ? ", …" : string.Empty);
            throw new UnreadableSourceException($"{(odd.Count == 1 ? "Entry" : "Entries")} {named} of {index} (counted from 0) cannot be read as a run.");
        }
    }
}
