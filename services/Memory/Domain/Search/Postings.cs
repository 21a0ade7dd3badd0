using System.Runtime.InteropServices;

namespace Memory.Domain.Search;

/// <summary>Term to the documents that hold it, in arrays: about five bytes an entry. Documents are only appended, so each list is ordered by itself.</summary>
internal sealed class Postings
{
    private readonly Dictionary<string, int> _terms = new(StringComparer.Ordinal);
    private Entry[] _entries = new Entry[256];

    private struct Entry
    {
        public int[] Docs;
        public byte[] Counts;
        public int Length;
    }

    /// <summary>Adds a document's tokens; <paramref name="doc"/> must be higher than any before.</summary>
    public void Add(int doc, List<string> tokens)
    {
        foreach (var token in tokens)
        {
            ref var id = ref CollectionsMarshal.GetValueRefOrAddDefault(_terms, token, out var known);
            if (!known)
            {
                id = _terms.Count - 1;
                if (id == _entries.Length) { Array.Resize(ref _entries, id * 2); }
                _entries[id] = new Entry { Docs = new int[2], Counts = new byte[2] };
            }

            ref var entry = ref _entries[id];
            if (entry.Length > 0 && entry.Docs[entry.Length - 1] == doc)
            {
                if (entry.Counts[entry.Length - 1] < byte.MaxValue) { entry.Counts[entry.Length - 1]++; }
                continue;
            }

            if (entry.Length == entry.Docs.Length)
            {
                var size = entry.Length + Math.Max(2, entry.Length / 2);
                Array.Resize(ref entry.Docs, size);
                Array.Resize(ref entry.Counts, size);
            }

            entry.Docs[entry.Length] = doc;
            entry.Counts[entry.Length++] = 1;
        }
    }

    public bool TryGet(string term, out ReadOnlySpan<int> docs, out ReadOnlySpan<byte> counts)
    {
        if (!_terms.TryGetValue(term, out var id))
        {
            docs = default;
            counts = default;
            return false;
        }

        ref var entry = ref _entries[id];
        docs = entry.Docs.AsSpan(0, entry.Length);
        counts = entry.Counts.AsSpan(0, entry.Length);
        return true;
    }
}
