using System.Threading.Channels;

namespace Context.Storage;

/// <summary>Tells the sealer of this process that an organisation has a receipt to seal. Only a hint: the rows are what counts, and a sweep finds them too.</summary>
internal sealed class SealSignal
{
    private readonly Channel<Guid> _orgs = Channel.CreateBounded<Guid>(new BoundedChannelOptions(1_000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Raise(Guid orgId) => _orgs.Writer.TryWrite(orgId);

    /// <summary>Waits for a signal, at most so long; then takes all that are there.</summary>
    public async Task<IReadOnlySet<Guid>> Take(TimeSpan atMost, CancellationToken cancel)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        wait.CancelAfter(atMost);
        try
        {
            await _orgs.Reader.WaitToReadAsync(wait.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new HashSet<Guid>();
        }

        var orgs = new HashSet<Guid>();
        while (_orgs.Reader.TryRead(out var org))
        {
            orgs.Add(org);
        }
        return orgs;
    }
}
