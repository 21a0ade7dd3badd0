using System.Text.Json;
using Recorder.Domain.Importing;

namespace Recorder.Features.Import;

/// <summary>A session whose records are the lines of its file; never more than one of them is in memory.</summary>
internal static class SessionLines
{
    private const int DetectLines = 100;
    private const long DetectBytes = 32L << 20;

    /// <summary>The format of a JSONL file by its first lines, or null.</summary>
    public static string? Format(SourceFile file)
    {
        try
        {
            var bytes = 0L;
            foreach (var (line, number) in file.Lines())
            {
                if (number > DetectLines || (bytes += line.Length) > DetectBytes)
                {
                    break;
                }

                using var parsed = line.Span.StartsWith("{"u8) ? TryParse(line) : null;
                if (parsed is not null && SessionFormats.OfLine(parsed.RootElement) is { } format)
                {
                    return format;
                }
            }
        }
        catch (UnreadableSourceException)
        {
            // Something without line ends, so not lines of a session.
        }

        return null;
    }

    public static SourceIdentity Identify(string format, SourceFile file)
    {
        var hasher = new SourceHasher();
        string? session = null;
        foreach (var (line, _) in file.Lines())
        {
            if (line.IsEmpty)
            {
                continue;
            }

            hasher.Add(line.Span);
            if (session is null && TryParse(line) is { } parsed)
            {
                using (parsed)
                {
                    session = ClaudeSpeech.SessionOf(parsed.RootElement);
                }
            }
        }

        return hasher.Of(format, session);
    }

    public static IEnumerable<SourceRecord> Read(SourceFile file)
    {
        foreach (var (line, number) in file.Lines())
        {
            if (line.IsEmpty)
            {
                continue;
            }

            JsonDocument record;
            try
            {
                record = JsonDocument.Parse(SourceJson.MakeReadable(line), SourceJson.Options);
            }
            catch (JsonException e)
            {
                throw NotJson(e, number);
            }

            using (record)
            {
                yield return new SourceRecord(record.RootElement, number);
            }
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

    public static UnreadableSourceException NotJson(JsonException e, int? line)
    {
        var reason = e.Message.Split(" LineNumber:", 2)[0].TrimEnd('.');
        return new UnreadableSourceException($"Not valid JSON: {reason} (position {e.BytePositionInLine + 1}).", line);
    }
}
