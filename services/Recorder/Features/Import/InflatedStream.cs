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
internal sealed class InflatedStream(Stream inner, InflationBudget budget) : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        budget.Spend(read);
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>An archive that inflates far beyond what recorded sessions do. Ends the whole import: what comes out of it cannot be trusted to end.</summary>
internal sealed class ArchiveBombException() : Exception("The archive inflates to far more than its size warrants and was not read further.");
