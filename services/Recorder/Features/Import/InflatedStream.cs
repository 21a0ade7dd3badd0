namespace Recorder.Features.Import;

/// <summary>Bytes that may still come out of the upload, over all its entries.</summary>
internal sealed class InflationBudget(long bytes)
{
    private long left = bytes;

    public void Spend(int more)
    {
        left -= more;
        if (left < 0)
        {
            throw new ArchiveBombException();
        }
    }
}

/// <summary>Forward-only, and counted against the upload's budget.</summary>
/// <param name="stated">How many bytes the archive says come out; more or fewer mean that it is damaged.</param>
internal sealed class InflatedStream(Stream inner, InflationBudget budget, long? stated = null) : ForwardStream
{
    private long total;

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        budget.Spend(read);
        total += read;
        return total > stated || (read == 0 && buffer.Length > 0 && total < stated)
            ? throw new InvalidDataException("What comes out is not as long as the archive says.")
            : read;
    }

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>An archive that inflates far beyond what recorded sessions do. Ends the whole import: what comes out of it cannot be trusted to end.</summary>
internal sealed class ArchiveBombException() : Exception("The archive inflates to far more than its size warrants and was not read further.");
