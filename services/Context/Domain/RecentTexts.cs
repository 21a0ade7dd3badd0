using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Context.Domain;

/// <summary>
/// What was worked out about texts lately, by their SHA-256 and never the texts themselves. It holds at most twice <paramref name="capacity"/> answers: when the newer half
/// is full the older one is dropped, and what is asked for again moves over. An organisation's answers are its own, so that how soon one comes tells nothing of another's
/// texts. Thread-safe.
/// </summary>
/// <param name="capacity">At least 1; about 150 bytes each.</param>
internal sealed class RecentTexts<T>(int capacity)
    where T : struct
{
    private readonly Lock _gate = new();
    private Dictionary<Key, T> _newer = [];
    private Dictionary<Key, T> _older = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _newer.Count + _older.Count;
            }
        }
    }

    /// <param name="question">What is asked of the text; answers to different questions are different.</param>
    public static Key KeyOf(Guid org, string question, string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), hash);
        return new(org, question, MemoryMarshal.Read<UInt128>(hash), MemoryMarshal.Read<UInt128>(hash[16..]));
    }

    public T? Find(Key key)
    {
        lock (_gate)
        {
            if (_newer.TryGetValue(key, out var known))
            {
                return known;
            }
            if (!_older.Remove(key, out known))
            {
                return null;
            }
            Put(key, known);
            return known;
        }
    }

    public void Keep(Key key, T answer)
    {
        lock (_gate)
        {
            Put(key, answer);
        }
    }

    private void Put(Key key, T answer)
    {
        if (_newer.Count >= capacity)
        {
            (_older, _newer) = (_newer, []);
        }
        _newer[key] = answer;
    }

    internal readonly record struct Key(Guid Org, string Question, UInt128 First, UInt128 Second);
}
