using System.Runtime.InteropServices;
using System.Text.Json;
using Recorder.Domain.Importing;

namespace Recorder.Features.Import;

/// <summary>
/// JSONL: never more than one line is in memory. A last line that is not ended and not JSON is still being written: it is left for the next time.
/// </summary>
internal static class SourceLines
{
    private const int DetectLines = 100;
    private const long DetectBytes = 32L << 20;

    /// <summary>The format of a JSONL file by its first lines, or null. Some may be broken; one that tells is enough.</summary>
    /// <param name="whole">The file's only line when it is JSON of no JSONL format: a document that need not be read again.</param>
    public static ISessionFormat? Format(SourceFile file, IReadOnlyList<ISessionFormat> formats, out JsonDocument? whole)
    {
        whole = null;
        try
        {
            var bytes = 0L;
            foreach (var line in file.Lines())
            {
                if (line.Number > DetectLines || (bytes += line.Text.Length) > DetectBytes)
                {
                    break;
                }

                var parsed = line.Text.Span.StartsWith("{"u8) ? TryParse(line.Text) : null;
                if (parsed is not null && formats.FirstOrDefault(f => f.OwnsLine(parsed.RootElement)) is { } format)
                {
                    parsed.Dispose();
                    return format;
                }

                if (line.Number == 1 && file.Length - line.Offset - line.Text.Length <= 2)
                {
                    whole = parsed;
                    return null;
                }

                parsed?.Dispose();
            }
        }
        catch (UnreadableSourceException)
        {
            // Something without line ends, so not lines of a session.
        }

        return null;
    }

    /// <summary>Every line is a document.</summary>
    public static IEnumerable<OpenedSession> Documents(ISessionFormat format, SourceFile file)
    {
        foreach (var line in file.Lines())
        {
            using var parsed = Parse(line);
            foreach (var document in parsed is null ? [] : format.Open(parsed.RootElement, file.Path))
            {
                yield return OpenedSession.Of(format, document, line.Number);
            }
        }
    }

    /// <summary>The lines are dealt out to the file's sessions first; then each session reads its own.</summary>
    public static IEnumerable<OpenedSession> Lanes(ISessionFormat format, SourceFile file)
    {
        var lanes = format.Lanes();
        var sessions = new List<(SourceHasher Hasher, List<LineSpan> Lines)>();
        foreach (var line in file.Lines())
        {
            using var parsed = Parse(line);
            if (parsed is null)
            {
                continue;
            }

            var lane = lanes.LaneOf(parsed.RootElement);
            if (lane == sessions.Count)
            {
                sessions.Add((new SourceHasher(), []));
                sessions[lane].Hasher.Begin(default);
            }

            sessions[lane].Hasher.Add(JsonMarshal.GetRawUtf8Value(parsed.RootElement));
            sessions[lane].Lines.Add(new LineSpan(line.Offset, line.Text.Length, line.Number));
        }

        for (var lane = 0; lane < sessions.Count; lane++)
        {
            var document = lanes.Open(lane);
            var (hasher, lines) = sessions[lane];
            var identity = hasher.Of(format.Name, document.SessionId);
            hasher.Dispose();
            yield return new OpenedSession(document, identity, lines.Sum(l => (long)l.Length), () => Read(file, lines));
        }
    }

    public static UnreadableSourceException NotJson(JsonException e, int? line)
    {
        // The parser's own message quotes what it stumbled over, and that may be half a secret.
        return new UnreadableSourceException($"Not valid JSON (position {e.BytePositionInLine + 1}).", line);
    }

    private static IEnumerable<SourceRecord> Read(SourceFile file, List<LineSpan> lines)
    {
        foreach (var (offset, length, number) in lines)
        {
            using var record = JsonDocument.Parse(SourceJson.MakeReadable(file.Part(offset, length)), SourceJson.Options);
            yield return new SourceRecord(record.RootElement, number);
        }
    }

    private static JsonDocument? Parse(SourceLine line)
    {
        if (line.Text.IsEmpty)
        {
            return null;
        }

        try
        {
            return JsonDocument.Parse(SourceJson.MakeReadable(line.Text), SourceJson.Options);
        }
        catch (JsonException e)
        {
            return line is { Ended: false, Number: > 1 } ? null : throw NotJson(e, line.Number);
        }
    }

    private static JsonDocument? TryParse(Memory<byte> line)
    {
        try
        {
            return JsonDocument.Parse(SourceJson.MakeReadable(line.ToArray()), SourceJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct LineSpan(long Offset, int Length, int Number);
}
