using System.Runtime.ExceptionServices;

namespace Substrate.Compiling;

/// <summary>Work on many texts, which do not depend on each other, by all processors. The answers are in the order of what was given, whoever was first.</summary>
internal static class SideBySide
{
    /// <summary>Fewer are done before another thread has begun.</summary>
    private const int Few = 256;
    private const int Chunk = 64;

    public static TOut[] Map<TIn, TOut>(IReadOnlyList<TIn> given, Func<TIn, TOut> of)
    {
        var answers = new TOut[given.Count];
        if (given.Count < Few) Some(0, given.Count);
        else Whole(() => Parallel.For(0, (given.Count + Chunk - 1) / Chunk, chunk => Some(chunk * Chunk, Math.Min(given.Count, (chunk + 1) * Chunk))));
        return answers;

        void Some(int from, int to)
        {
            for (var i = from; i < to; i++) answers[i] = of(given[i]);
        }
    }

    public static (TOne, TOther) Both<TOne, TOther>(int size, Func<TOne> one, Func<TOther> other)
    {
        if (size < Few) return (one(), other());
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
