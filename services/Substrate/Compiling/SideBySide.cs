using System.Runtime.ExceptionServices;

namespace Substrate.Compiling;

/// <summary>Work on many texts, which do not depend on each other, by all processors. The answers are in the order of what was given, whoever was first.</summary>
internal static class SideBySide
{
    private const int Chunk = 64;
    /// <summary>Fewer chunks are done before another thread has begun.</summary>
    private const int Few = 4;

    public static TOut[] Map<TIn, TOut>(IReadOnlyList<TIn> given, Func<TIn, TOut> of)
    {
        var answers = new TOut[given.Count];
        Each(given.Count, i => answers[i] = of(given[i]));
        return answers;
    }

    /// <param name="chunk">So many are done by one thread in one go.</param>
    /// <param name="one">Does the work of one number below <paramref name="count"/>, and touches nothing that another's does.</param>
    public static void Each(int count, Action<int> one, int chunk = Chunk)
    {
        if (count < Few * chunk) Some(0, count);
        else Whole(() => Parallel.For(0, (count + chunk - 1) / chunk, at => Some(at * chunk, Math.Min(count, (at + 1) * chunk))));

        void Some(int from, int to)
        {
            for (var i = from; i < to; i++) one(i);
        }
    }

    public static (TOne, TOther) Both<TOne, TOther>(int size, Func<TOne> one, Func<TOther> other)
    {
        if (size < Few * Chunk) return (one(), other());
        var (first, second) = (default(TOne), default(TOther));
        Whole(() => Parallel.Invoke(() => first = one(), () => second = other()));
        return (first!, second!);
    }

    /// <summary>What went wrong is told as it would be without threads.</summary>
    private static void Whole(Action work)
    {
        try
        {
            work();
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]);
        }
    }
}
