using System.Buffers;
using System.Text;
using Memory.Domain.Learning;
using Substrate.Compiling;
using Substrate.Scoping;

namespace Memory.Domain.Search;

/// <summary>
/// One organisation's memories, searchable in process by BM25 (Robertson and Zaragoza 2009; k1 1.2, b 0.75). Everything a caller may not see is taken out
/// before anything is scored. Many readers, one writer; columns instead of objects, because 100,000 memories must stay cheap to hold and to scan.
/// </summary>
internal sealed class MemoryIndex : IDisposable
{
    private const double K1 = 1.2, B = 0.75;
    private const int MostTerms = 32;

    /// <summary>Parts of the score and their weights; bm25 and scope are what was asked, the others what is known of the memory.</summary>
    private const double TextWeight = 0.60, ScopeWeight = 0.10, ConfidenceWeight = 0.15, CorroborationWeight = 0.10, RecencyWeight = 0.05;

    private static readonly string[] Reasons = ["", "scope_denied", "sensitivity_denied", "trust_too_low", "type_excluded", "quarantined", "superseded", "rejected", "expired"];

    private readonly ReaderWriterLockSlim _gate = new();
    private readonly Dictionary<Guid, int> _slots = [];
    private readonly Dictionary<Scope, int> _scopeIds = [];
    private readonly List<Scope> _scopes = [];
    private Postings _postings = new();
    private Doc[] _docs = new Doc[64];
    private byte[]?[] _texts = new byte[64][];
    private int _count, _live;
    private long _tokens, _asOf;

    private struct Doc
    {
        public Guid Id, Run;
        public long Created, Expires;
        public float Confidence;
        public int Scope, Corroboration, Usage, Length;
        public ushort SubjectBytes;
        public MemoryKind Kind;
        public Sensitivity Sensitivity;
        public Trust Trust;
        public MemoryStatus Status;
        public bool Live;
    }

    public long AsOf { get { _gate.EnterReadLock(); try { return _asOf; } finally { _gate.ExitReadLock(); } } }

    public int Count { get { _gate.EnterReadLock(); try { return _live; } finally { _gate.ExitReadLock(); } } }

    /// <summary>Takes a batch of current rows (and ids that no longer have one) and moves the change number on, all at once for readers.</summary>
    public void Apply(IEnumerable<IndexedMemory> present, IEnumerable<Guid> gone, long asOf)
    {
        _gate.EnterWriteLock();
        try
        {
            foreach (var id in gone) { Remove(id); }
            foreach (var memory in present) { Put(memory); }
            if (_count > 1024 && _live < _count * 3 / 4) { Compact(); }
            _asOf = Math.Max(_asOf, asOf);
        }
        finally { _gate.ExitWriteLock(); }
    }

    private void Put(IndexedMemory m)
    {
        var (text, subjectBytes) = Pack(m.Subject, m.Text);
        if (_slots.TryGetValue(m.Id, out var slot) && _texts[slot].AsSpan().SequenceEqual(text))
        {
            // The words are the same: only what is known about it changed.
            var length = _docs[slot].Length;
            _docs[slot] = ToDoc(m, length, subjectBytes);
            return;
        }

        Remove(m.Id);
        var tokens = new List<string>(64);
        CodeTokens.Read(m.Subject, tokens);
        CodeTokens.Read(m.Text, tokens);
        if (_count == _docs.Length)
        {
            Array.Resize(ref _docs, _count + _count / 2);
            Array.Resize(ref _texts, _docs.Length);
        }

        slot = _count++;
        _docs[slot] = ToDoc(m, tokens.Count, subjectBytes);
        _texts[slot] = text;
        _slots[m.Id] = slot;
        _postings.Add(slot, tokens);
        _tokens += tokens.Count;
        _live++;
    }

    private void Remove(Guid id)
    {
        if (!_slots.Remove(id, out var slot)) { return; }
        _tokens -= _docs[slot].Length;
        _docs[slot] = default;
        _texts[slot] = null;
        _live--;
    }

    private Doc ToDoc(IndexedMemory m, int length, ushort subjectBytes)
    {
        if (!_scopeIds.TryGetValue(m.Scope, out var scope))
        {
            _scopeIds[m.Scope] = scope = _scopes.Count;
            _scopes.Add(m.Scope);
        }

        return new Doc
        {
            Id = m.Id, Run = m.SourceRunId, Created = m.CreatedAt.UtcTicks, Expires = m.ExpiresAt?.UtcTicks ?? long.MaxValue, Confidence = (float)m.Confidence, Scope = scope,
            Corroboration = m.Corroboration, Usage = m.UsageCount, Length = length, SubjectBytes = subjectBytes, Kind = m.Kind, Sensitivity = m.Sensitivity, Trust = m.Trust, Status = m.Status, Live = true,
        };
    }

    private static (byte[] Text, ushort SubjectBytes) Pack(string subject, string text)
    {
        var first = Encoding.UTF8.GetByteCount(subject);
        var packed = new byte[first + Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(subject, packed);
        Encoding.UTF8.GetBytes(text, packed.AsSpan(first));
        return (packed, (ushort)first);
    }

    /// <summary>Removed and rewritten documents leave holes; past a quarter of holes everything is laid out anew.</summary>
    private void Compact()
    {
        var kept = _slots.Values.Order().Select(Read).ToList();
        (_count, _live, _tokens) = (0, 0, 0);
        _slots.Clear();
        _postings = new Postings();
        Array.Clear(_texts);
        foreach (var memory in kept) { Put(memory); }
    }

    private IndexedMemory Read(int slot)
    {
        ref var d = ref _docs[slot];
        var text = _texts[slot]!;
        return new IndexedMemory(d.Id, d.Kind, Encoding.UTF8.GetString(text, 0, d.SubjectBytes), Encoding.UTF8.GetString(text, d.SubjectBytes, text.Length - d.SubjectBytes), _scopes[d.Scope], d.Sensitivity, d.Trust,
            d.Status, Math.Round(d.Confidence, 4), d.Corroboration, d.Usage, new DateTimeOffset(d.Created, TimeSpan.Zero), d.Expires == long.MaxValue ? null : new DateTimeOffset(d.Expires, TimeSpan.Zero), d.Run);
    }

    public SearchAnswer Search(SearchRequest request)
    {
        var terms = Terms(request);
        _gate.EnterReadLock();
        var scores = ArrayPool<float>.Shared.Rent(Math.Max(1, _count));
        var denied = ArrayPool<byte>.Shared.Rent(Math.Max(1, _count));
        try
        {
            var filtered = Filter(request, denied);
            Array.Clear(scores, 0, _count);
            var best = Score(terms, scores, denied);
            var top = Top(request, scores, denied, best);
            return new SearchAnswer([.. top.Select(t => Hit(t.Slot, t.Score, scores[t.Slot], best, request))], filtered, _asOf);
        }
        finally
        {
            _gate.ExitReadLock();
            ArrayPool<float>.Shared.Return(scores);
            ArrayPool<byte>.Shared.Return(denied);
        }
    }

    private static List<string> Terms(SearchRequest request)
    {
        var tokens = new List<string>();
        if (request.Query is not null) { CodeTokens.Read(request.Query, tokens); }
        if (request.Task is not null) { CodeTokens.Read(request.Task, tokens); }
        return [.. tokens.Distinct(StringComparer.Ordinal)];
    }

    private SortedDictionary<string, int> Filter(SearchRequest request, byte[] denied)
    {
        Span<int> counts = stackalloc int[Reasons.Length];
        var visible = new bool[_scopes.Count];
        for (var s = 0; s < visible.Length; s++) { visible[s] = _scopes[s].IsVisibleTo(request.Scope); }
        Span<bool> kinds = stackalloc bool[8];
        foreach (var kind in Enum.GetValues<MemoryKind>()) { kinds[(int)kind] = request.Kinds is null || request.Kinds.Contains(kind); }
        var now = request.Now.UtcTicks;
        for (var i = 0; i < _count; i++)
        {
            ref var d = ref _docs[i];
            if (!d.Live) { denied[i] = byte.MaxValue; continue; }
            var reason = (byte)(!visible[d.Scope] ? 1 : d.Sensitivity > request.MaxSensitivity ? 2 : d.Trust < request.MinTrust ? 3 : !kinds[(int)d.Kind] ? 4
                : d.Status switch
                {
                    MemoryStatus.Active or MemoryStatus.Pinned => d.Expires <= now && d.Status != MemoryStatus.Pinned ? 8 : 0,
                    MemoryStatus.Quarantined => 5, MemoryStatus.Superseded => 6, MemoryStatus.Rejected => 7, MemoryStatus.Expired => 8,
                    _ => 7,
                });
            denied[i] = reason;
            counts[reason]++;
        }

        var filtered = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var r = 1; r < Reasons.Length; r++) { if (counts[r] > 0) { filtered[Reasons[r]] = counts[r]; } }
        return filtered;
    }

    private float Score(List<string> terms, float[] scores, byte[] denied)
    {
        var average = _live == 0 ? 1 : Math.Max(1, (double)_tokens / _live);
        var found = new List<(string Term, double Idf)>(terms.Count);
        foreach (var term in terms)
        {
            if (_postings.TryGet(term, out var docs, out _)) { found.Add((term, Math.Log(1 + ((_live - docs.Length + 0.5) / (docs.Length + 0.5) is > 0 and var odds ? odds : 0.01)))); }
        }

        // A long task text has hundreds of words; the rare ones decide.
        if (found.Count > MostTerms) { found = [.. found.OrderByDescending(f => f.Idf).ThenBy(f => f.Term, StringComparer.Ordinal).Take(MostTerms)]; }
        var best = 0f;
        foreach (var (term, idf) in found)
        {
            _postings.TryGet(term, out var docs, out var counts);
            for (var i = 0; i < docs.Length; i++)
            {
                var doc = docs[i];
                if (denied[doc] != 0) { continue; }
                var tf = counts[i];
                var score = scores[doc] += (float)(idf * (tf * (K1 + 1) / (tf + K1 * (1 - B + B * _docs[doc].Length / average))));
                if (score > best) { best = score; }
            }
        }

        return best;
    }

    private List<(int Slot, double Score)> Top(SearchRequest request, float[] scores, byte[] denied, float best)
    {
        var must = request.Query is not null;
        var any = request.Query is null && request.Task is null;
        var near = new bool[_scopes.Count];
        for (var s = 0; s < near.Length; s++) { near[s] = Near(_scopes[s]); }
        // Ties go by age and id, so that every replica answers the same.
        var heap = new PriorityQueue<int, (double Score, long Created, Guid Id)>(request.Limit + 1);
        for (var i = 0; i < _count; i++)
        {
            if (denied[i] != 0 || scores[i] <= 0 && (must || !any && !near[_docs[i].Scope] && _docs[i].Status != MemoryStatus.Pinned)) { continue; }
            var rank = (Total(i, scores[i], best, near[_docs[i].Scope], request), _docs[i].Created, _docs[i].Id);
            if (heap.Count < request.Limit) { heap.Enqueue(i, rank); }
            else if (heap.TryPeek(out _, out var least) && rank.CompareTo(least) > 0) { heap.EnqueueDequeue(i, rank); }
        }

        var top = new List<(int Slot, double Score)>(heap.Count);
        while (heap.TryDequeue(out var slot, out var rank)) { top.Add((slot, rank.Score)); }
        top.Reverse();
        return top;
    }

    private static bool Near(Scope scope) => scope.Repo is not null || scope.Project is not null;

    private double Total(int i, float text, float best, bool near, SearchRequest request)
    {
        ref var d = ref _docs[i];
        return TextWeight * (best > 0 ? text / best : 0) + ScopeWeight * (near ? 1 : 0) + ConfidenceWeight * d.Confidence + CorroborationWeight * Backing(d.Corroboration) + RecencyWeight * Recency(d.Created, request.Now);
    }

    private static double Backing(int runs) => 1 - 1.0 / Math.Max(1, runs);

    /// <summary>Halves after 30 days.</summary>
    private static double Recency(long created, DateTimeOffset now) => 1 / (1 + Math.Max(0, (now.UtcTicks - created) / (double)TimeSpan.TicksPerDay) / 30);

    private SearchHit Hit(int slot, double score, float text, float best, SearchRequest request)
    {
        ref var d = ref _docs[slot];
        var parts = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["bm25"] = Math.Round(best > 0 ? text / best : 0, 4), ["scope"] = Near(_scopes[d.Scope]) ? 1 : 0, ["confidence"] = Math.Round(d.Confidence, 4),
            ["corroboration"] = Math.Round(Backing(d.Corroboration), 4), ["recency"] = Math.Round(Recency(d.Created, request.Now), 4),
        };
        return new SearchHit(Read(slot), Math.Round(score, 4), parts);
    }

    public void Dispose() => _gate.Dispose();
}
