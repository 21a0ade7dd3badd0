using Recorder.Domain;

namespace Recorder.Features.Runs;

/// <summary>Two runs as they stand: when either grows or changes, it is another pair.</summary>
internal sealed record ComparedRuns(Guid OrgId, Guid Left, string LeftChain, int LeftSteps, Guid Right, string RightChain, int RightSteps);

/// <summary>The seqs of both runs in the order of the comparison.</summary>
internal sealed record ComparedRow(Alignment As, int? Left, int? Right);

/// <summary>The last few alignments, so that reading a comparison page by page works it out once. Lost at a restart, which only costs time.</summary>
internal sealed class RecentAlignments
{
    private const int Most = 8;

    private readonly LinkedList<(ComparedRuns Runs, Task<IReadOnlyList<ComparedRow>> Rows)> recent = new();
    private readonly Lock turn = new();

    public async Task<IReadOnlyList<ComparedRow>> For(ComparedRuns runs, Func<Task<IReadOnlyList<ComparedRow>>> align)
    {
        Task<IReadOnlyList<ComparedRow>> rows;
        lock (turn)
        {
            var known = recent.FirstOrDefault(r => r.Runs == runs);
            rows = known.Rows ?? align();
            recent.Remove(known);
            recent.AddFirst((runs, rows));
            if (recent.Count > Most)
            {
                recent.RemoveLast();
            }
        }

        try
        {
            return await rows;
        }
        catch
        {
            // A database that was away for one reader must not decide for the next.
            lock (turn)
            {
                recent.Remove((runs, rows));
            }

            throw;
        }
    }
}
