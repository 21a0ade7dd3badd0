namespace Recorder.Domain.Importing;

/// <summary>Lines of a stream as bytes, without more than one line in memory. The memory of a line is only good until the next one is asked for.</summary>
internal static class LineReader
{
    public const int MaxLine = 64 << 20;

    public static IEnumerable<(Memory<byte> Line, int Number)> Read(Stream stream)
    {
        var buffer = new byte[64 << 10];
        var (start, end, number) = (0, 0, 0);
        for (var scanned = 0; ;)
        {
            var at = buffer.AsSpan(start + scanned, end - start - scanned).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var length = scanned + at;
                number++;
                yield return (Trim(buffer.AsMemory(start, length)), number);
                start += length + 1;
                scanned = 0;
                continue;
            }

            scanned = end - start;
            if (scanned > MaxLine)
            {
                throw new UnreadableSourceException($"A line is longer than {MaxLine >> 20} MiB.", number + 1);
            }

            if (start > 0)
            {
                buffer.AsSpan(start, scanned).CopyTo(buffer);
                (start, end) = (0, scanned);
            }

            if (end == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = stream.Read(buffer, end, buffer.Length - end);
            if (read == 0)
            {
                break;
            }

            end += read;
        }

        if (end > start)
        {
            yield return (Trim(buffer.AsMemory(start, end - start)), number + 1);
        }
    }

    private static Memory<byte> Trim(Memory<byte> line)
    {
        var text = line.Span.StartsWith("\uFEFF"u8) ? line[3..] : line;
        return text.Trim(" \t\r"u8);
    }
}
