using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using Recorder.Domain.Importing;

namespace Recorder.Features.Import;

/// <summary>Tables as JSON: <c>{"csv":{"header":[…]},"rows":[{…}]}</c>, every cell a string. Cells are parted by commas, semicolons or tabs, as the header is.</summary>
internal static class CsvSource
{
    private const int MaxJson = 128 << 20;

    /// <summary>Whether a file that is no JSON begins with a header that an importer knows.</summary>
    public static bool Looks(ReadOnlySpan<byte> head)
    {
        var text = Encoding.UTF8.GetString(head.StartsWith(Encoding.UTF8.Preamble) ? head[3..] : head);
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        return end > 0 && !text.AsSpan(0, end).Contains('\0') && OutcomeMatrixFormat.OwnsHeader(Rows(new StringReader(text[..end]), Delimiter(text[..end])).FirstOrDefault().Cells ?? []);
    }

    /// <summary>Throws <see cref="UnreadableSourceException"/> with the line of a row that has more cells than the header.</summary>
    public static Memory<byte> ToJson(byte[] csv)
    {
        using var text = new StreamReader(new MemoryStream(csv), Encoding.UTF8);
        var first = new StreamReader(new MemoryStream(csv), Encoding.UTF8).ReadLine() ?? string.Empty;
        var buffer = new ArrayBufferWriter<byte>(csv.Length * 2);
        using var writer = new Utf8JsonWriter(buffer);
        string[]? header = null;
        writer.WriteStartObject();
        foreach (var (cells, line) in Rows(text, Delimiter(first)))
        {
            if (header is null)
            {
                header = cells;
                Begin(writer, header);
                continue;
            }

            if (cells.Length > header.Length || buffer.WrittenCount > MaxJson)
            {
                throw new UnreadableSourceException(
                    cells.Length > header.Length ? $"The row has {cells.Length} cells, the header {header.Length}." : $"A table larger than {MaxJson >> 20} MiB cannot be read.", line);
            }

            writer.WriteStartObject();
            for (var i = 0; i < cells.Length; i++)
            {
                writer.WriteString(header[i], cells[i]);
            }

            writer.WriteEndObject();
            writer.Flush();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory.ToArray();
    }

    private static void Begin(Utf8JsonWriter writer, string[] header)
    {
        writer.WriteStartObject("csv");
        writer.WriteStartArray("header");
        foreach (var name in header)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteStartArray("rows");
    }

    private static char Delimiter(string header) => ",;\t".MaxBy(d => header.Count(c => c == d));

    private static IEnumerable<(string[] Cells, int Line)> Rows(TextReader text, char delimiter)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = delimiter.ToString(), BadDataFound = null, IgnoreBlankLines = true };
        using var parser = new CsvParser(text, configuration);
        while (parser.Read())
        {
            yield return (parser.Record ?? [], parser.RawRow);
        }
    }
}
