namespace Recorder.Features.Import;

/// <summary>A stream that can only be read, onwards.</summary>
internal abstract class ForwardStream : Stream
{
    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public abstract override int Read(Span<byte> buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>The packed bytes of one member; several may be read in turn, each finds its own place again.</summary>
internal sealed class ZipSection(Stream zip, long from, long length) : ForwardStream
{
    private long read;

    public override int Read(Span<byte> buffer)
    {
        zip.Position = from + read;
        var got = zip.Read(buffer[..(int)Math.Min(buffer.Length, length - read)]);
        read += got;
        return got;
    }
}

/// <summary>Streams one after the other.</summary>
internal sealed class JoinedStream(params Stream[] parts) : ForwardStream
{
    private int current;

    public override int Read(Span<byte> buffer)
    {
        for (; current < parts.Length; current++)
        {
            if (parts[current].Read(buffer) is > 0 and var got)
            {
                return got;
            }
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var part in parts)
        {
            part.Dispose();
        }

        base.Dispose(disposing);
    }
}
