using Memory.Domain.Shell;
using Memory.Domain.Traces;

namespace Memory.Domain.Learning;

/// <summary>Points at the words a statement rests on.</summary>
internal static class Quote
{
    public static Evidence Command(Invocation invocation, CommandUse use)
    {
        var (start, end) = invocation.Source.Span(use.Start, use.End);
        return Evidence.Of(invocation.Seq, "args", invocation.Source.Payload, start, end);
    }

    public static Evidence Result(Invocation invocation, Judgement judgement) =>
        Evidence.Of(invocation.Seq, "result", invocation.Output, judgement.Start, judgement.End);

    /// <summary>The command, and the words of its output that say it worked when there are such words.</summary>
    public static IReadOnlyList<Evidence> Success(Invocation invocation, CommandUse use) =>
        invocation.Judgement.End > invocation.Judgement.Start ? [Command(invocation, use), Result(invocation, invocation.Judgement)] : [Command(invocation, use)];
}
