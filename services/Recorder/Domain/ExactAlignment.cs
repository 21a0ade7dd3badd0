namespace Recorder.Domain;

/// <summary>The best alignment of two stretches (Needleman and Wunsch 1970, gaps cost nothing): quadratic, so only for short ones.</summary>
internal static class ExactAlignment
{
    // One equal act outweighs any few steps that merely use the same tool.
    private const int EqualContent = 12;
    private const int EqualSignature = 8;
    private const int EqualGroup = 1;

    private enum Move : byte { Pair, SkipLeft, SkipRight }

    /// <summary>Writes to <paramref name="partner"/> which right position each left one goes with; leaves the others as they are.</summary>
    public static void Fill(StepKeys[] a, StepKeys[] b, Stretch range, int[] partner)
    {
        var (n, m) = (range.LeftEnd - range.Left, range.RightEnd - range.Right);
        if (n == 0 || m == 0)
        {
            return;
        }

        // best[j] is the score of the left steps from i on against the right ones from j on.
        var moves = new Move[n * m];
        var (best, below) = (new int[m + 1], new int[m + 1]);
        for (var i = n - 1; i >= 0; i--)
        {
            (best, below) = (below, best);
            best[m] = 0;
            for (var j = m - 1; j >= 0; j--)
            {
                var score = Score(a[range.Left + i], b[range.Right + j]);
                var pair = score > 0 ? below[j + 1] + score : -1;
                var (skipLeft, skipRight) = (below[j], best[j + 1]);
                best[j] = Math.Max(pair, Math.Max(skipLeft, skipRight));
                moves[(i * m) + j] = pair == best[j] ? Move.Pair : skipLeft == best[j] ? Move.SkipLeft : Move.SkipRight;
            }
        }

        for (var (i, j) = (0, 0); i < n && j < m;)
        {
            var move = moves[(i * m) + j];
            if (move == Move.Pair)
            {
                partner[range.Left + i] = range.Right + j;
            }

            i += move == Move.SkipRight ? 0 : 1;
            j += move == Move.SkipLeft ? 0 : 1;
        }
    }

    private static int Score(StepKeys left, StepKeys right) =>
        left.Content == right.Content ? EqualContent : left.Signature == right.Signature ? EqualSignature : left.Group == right.Group ? EqualGroup : 0;
}
