namespace ServiceDefaults.Messaging;

/// <summary>Lets a polling loop sleep until something happens or a time has passed. Signals while it is awake are kept, as one.</summary>
internal sealed class Wake : IDisposable
{
    private readonly SemaphoreSlim signal = new(0, 1);

    public void Set()
    {
        try
        {
            if (signal.CurrentCount == 0) signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another thread signalled in between: that is the same one signal.
        }
        catch (ObjectDisposedException)
        {
            // The loop has ended; nobody is left to wake.
        }
    }

    public async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        try
        {
            await signal.WaitAsync(atMost, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopping: the loop sees it on its own token.
        }
    }

    public void Dispose() => signal.Dispose();
}
