using System.Numerics;

namespace Substrate.Words;

/// <summary>Sums over vectors that come to the same on every machine, however many numbers it adds at once.</summary>
internal static class Vectors
{
    public static void Add(Span<short> to, ReadOnlySpan<short> from)
    {
        var at = 0;
        for (; at <= to.Length - Vector<short>.Count; at += Vector<short>.Count) (new Vector<short>(to[at..]) + new Vector<short>(from[at..])).CopyTo(to[at..]);
        for (; at < to.Length; at++) to[at] += from[at];
    }

    /// <summary>Number by number, so that it does not matter how many the machine adds at once.</summary>
    public static void Add(Span<float> to, ReadOnlySpan<float> from, float share)
    {
        var at = 0;
        for (; at <= to.Length - Vector<float>.Count; at += Vector<float>.Count) (new Vector<float>(to[at..]) + (new Vector<float>(from[at..]) * share)).CopyTo(to[at..]);
        for (; at < to.Length; at++) to[at] += from[at] * share;
    }

    /// <summary>In one fixed order: a sum of fractions depends on it.</summary>
    public static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double dot = 0, one = 0, other = 0;
        for (var k = 0; k < a.Length; k++)
        {
            dot += (double)a[k] * b[k];
            one += (double)a[k] * a[k];
            other += (double)b[k] * b[k];
        }
        return one <= 0 || other <= 0 ? 0 : dot / Math.Sqrt(one * other);
    }

    /// <summary>Whole numbers: exact in any order.</summary>
    public static int Dot(ReadOnlySpan<short> a, ReadOnlySpan<short> b)
    {
        var sums = Vector<int>.Zero;
        var at = 0;
        for (; at <= a.Length - Vector<short>.Count; at += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(a[at..]) * new Vector<short>(b[at..]), out var low, out var high);
            sums += low + high;
        }
        var sum = Vector.Sum(sums);
        for (; at < a.Length; at++) sum += a[at] * b[at];
        return sum;
    }
}
