using System.Collections.Concurrent;

namespace Recorder.Features.Import;

/// <summary>A file of an upload while it is imported.</summary>
/// <param name="order">Place in the upload.</param>
internal sealed class TakenFile(int order, SourceFile content) : IDisposable
{
    private int runs;

    public int Order => order;
    public SourceFile Content => content;
    public string Path => content.Path;

    /// <summary>How many of its sessions are runs.</summary>
    public int Runs => runs;

    /// <summary>Places of sessions that are to be imported alone. Added to while batches are being written, and read once none is.</summary>
    public ConcurrentQueue<int> Alone { get; } = [];

    public void Add(bool isRun)
    {
        if (isRun)
        {
            Interlocked.Increment(ref runs);
        }
    }

    public void Dispose() => content.Dispose();
}
