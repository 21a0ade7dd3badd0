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
        Stream kept = new MemoryStream();
        try
        {
            var buffer = new byte[128 << 10];
            for (int read; (read = from.Read(buffer, 0, buffer.Length)) > 0;)
            {
                if (kept.Length + read > MaxBytes)
                {
                    throw new UnreadableSourceException($"The file is larger than {MaxBytes >> 20} MiB.");
                }

                if (kept is MemoryStream && kept.Length + read > InMemory)
                {
                    var file = TemporaryFiles.Create();
                    kept.Position = 0;
                    kept.CopyTo(file);
                    kept = file;
                }

                kept.Write(buffer, 0, read);
            }

            return new SourceFile(path, kept);
        }
        catch
        {
            kept.Dispose();
            throw;
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
