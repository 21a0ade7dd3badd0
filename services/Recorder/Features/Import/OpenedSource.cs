using System.Text.Json;
using Recorder.Domain.Importing;

namespace Recorder.Features.Import;

/// <summary>A file recognised as recorded sessions of one format.</summary>
internal sealed class OpenedSource : IDisposable
{
    private const int MaxDocument = 128 << 20;

    private readonly SourceFile file;
    private readonly JsonDocument? document;

    private OpenedSource(ISessionFormat format, SourceFile file, JsonDocument? document = null) => (Format, this.file, this.document) = (format, file, document);

    public ISessionFormat Format { get; }

    /// <summary>Null when the content is of no known format; throws <see cref="UnreadableSourceException"/> when it is of one but broken.</summary>
    public static OpenedSource? Open(SourceFile file, string asked)
    {
        var head = file.Head(4096);
        var named = asked == SessionFormats.Auto ? null : asked;
        var formats = SessionFormats.Asked(asked);
        if (head.Length > 0 && SourceLines.Format(file, formats) is { } byLines)
        {
            return new OpenedSource(byLines, file);
        }

        var isJson = SessionFormats.LooksLikeJson(head);
        if (!isJson && !YamlSource.Looks(head) && !CsvSource.Looks(head))
        {
            return named is null ? null : throw new UnreadableSourceException($"The file is no {named} session: it is neither JSON nor YAML nor a table.", 1);
        }

        var found = OpenDocument(file, isJson ? null : YamlSource.Looks(head) ? YamlSource.ToJson : CsvSource.ToJson, formats, named);
        return found is null && named is not null ? throw new UnreadableSourceException($"The file is no {named} session.") : found;
    }

    /// <summary>
    /// One session at a time; each is done with before the next is asked for. Throws <see cref="UnreadableSourceException"/> where the file cannot be read
    /// further: the sessions before that place stand.
    /// </summary>
    public IEnumerable<OpenedSession> Sessions() =>
        document is not null ? Format.Open(document.RootElement, file.Path).Select(d => OpenedSession.Of(Format, d, 0))
        : Format.LinesAreSessions ? SourceLines.Documents(Format, file)
        : SourceLines.Lanes(Format, file);

    public void Dispose() => document?.Dispose();

    /// <param name="toJson">For a document that is written in something else.</param>
    private static OpenedSource? OpenDocument(SourceFile file, Func<byte[], Memory<byte>>? toJson, IReadOnlyList<ISessionFormat> formats, string? named)
    {
        if (file.Length > MaxDocument)
        {
            throw new UnreadableSourceException($"A JSON document larger than {MaxDocument >> 20} MiB cannot be read; JSONL can.");
        }

        var bytes = SourceJson.MakeReadable(toJson is null ? file.All() : toJson(file.All()));
        bytes = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        JsonDocument root;
        try
        {
            root = JsonDocument.Parse(bytes, SourceJson.Options);
        }
        catch (JsonException e)
        {
            var members = SessionFormats.MembersOfBroken(bytes.Span);
            return named is null && !formats.Any(f => f.OwnsBroken(members)) ? null : throw SourceLines.NotJson(e, (int?)e.LineNumber + 1);
        }

        if (formats.FirstOrDefault(f => f.OwnsDocument(root.RootElement)) is { } format)
        {
            return new OpenedSource(format, file, root);
        }

        root.Dispose();
        return null;
    }
}
