namespace Recorder.Domain.Importing;

/// <summary>A line without its end and the blanks around it. <paramref name="Text"/> is only good until the next line is asked for.</summary>
/// <param name="Offset">Where <paramref name="Text"/> begins in the stream.</param>
/// <param name="Ended">False when the stream stops before the line's end: its writer may not be done with it.</param>
internal readonly record struct SourceLine(Memory<byte> Text, int Number, long Offset, bool Ended);

/// <summary>Lines of a stream as bytes, without more than one line in memory.</summary>
internal static class LineReader
{
    public const int MaxLine = 64 << 20;

    public static IEnumerable<SourceLine> Read(Stream stream)
    {
        var buffer = new byte[64 << 10];
        var (start, end, number, dropped) = (0, 0, 0, 0L);
        for (var scanned = 0; ;)
        {
            var at = buffer.AsSpan(start + scanned, end - start - scanned).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var length = scanned + at;
                number++;
                yield return Line(buffer, start, length, number, dropped, true);
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
                dropped += start;
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
            yield return Line(buffer, start, end - start, number + 1, dropped, false);
        }
    }

    private static SourceLine Line(byte[] buffer, int start, int length, int number, long dropped, bool ended)
    {
        var span = buffer.AsSpan(start, length);
        var mark = span.StartsWith("\uFEFF"u8) ? 3 : 0;
        var text = span[mark..].Trim(" \t\r"u8);
        var lead = mark + (text.IsEmpty ? 0 : span[mark..].IndexOfAnyExcept(" \t\r"u8));
        return new SourceLine(buffer.AsMemory(start + lead, text.Length), number, dropped + start + lead, ended);
    }
}
