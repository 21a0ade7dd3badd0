using System.Buffers;
using Recorder.Domain.Importing;
using Recorder.Storage;

namespace Recorder.Features.Import;

/// <summary>One file of an upload, read off its (forward-only) archive so that it can be read twice: small ones in memory, large ones in a temporary file.</summary>
internal sealed class SourceFile : IDisposable
{
    public const long MaxBytes = 512L << 20;
    private const int InMemory = 8 << 20;

    private readonly Stream content;

    private SourceFile(string path, Stream content) => (Path, this.content) = (path, content);

    /// <summary>Name inside the upload, with forward slashes.</summary>
    public string Path { get; }
    public long Length => content.Length;

    public static SourceFile Take(string path, Stream from)
    {
        // Rented: a stream that grows would leave a trail of large arrays for each file.
        var buffer = ArrayPool<byte>.Shared.Rent(InMemory);
        Stream? kept = null;
        try
        {
            var read = from.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (read < buffer.Length)
            {
                return new SourceFile(path, new MemoryStream(buffer.AsSpan(0, read).ToArray(), writable: false));
            }

            kept = TemporaryFiles.Create();
            for (; read > 0; read = from.Read(buffer))
            {
                if (kept.Length + read > MaxBytes)
                {
                    throw new UnreadableSourceException($"The file is larger than {MaxBytes >> 20} MiB.");
                }

                kept.Write(buffer, 0, read);
            }

            return new SourceFile(path, kept);
        }
        catch
        {
            kept?.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public IEnumerable<SourceLine> Lines()
    {
        content.Position = 0;
        return LineReader.Read(content);
    }

    public byte[] Head(int bytes)
    {
        content.Position = 0;
        var head = new byte[Math.Min(bytes, content.Length)];
        content.ReadExactly(head);
        return head;
    }

    public byte[] Part(long offset, int length)
    {
        content.Position = offset;
        var part = new byte[length];
        content.ReadExactly(part);
        return part;
    }

    public byte[] All() => Head(int.MaxValue);

    public void Dispose() => content.Dispose();
}
