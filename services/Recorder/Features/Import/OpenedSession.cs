using System.Runtime.InteropServices;
using System.Text.Json;
using Recorder.Domain.Importing;

namespace Recorder.Features.Import;

/// <summary>A file recognised as one recorded session, ready to be read in order.</summary>
internal sealed class OpenedSession : IDisposable
{
    private const int MaxDocument = 128 << 20;

    private readonly SourceFile? lines;
    private readonly SessionDocument? document;
    private readonly JsonDocument? json;

    private OpenedSession(string format, SourceFile file)
    {
        lines = file;
        Reader = new ClaudeCodeReader();
        Identity = SessionLines.Identify(format, file);
    }

    private OpenedSession(string format, JsonDocument json)
    {
        this.json = json;
        document = SessionFormats.Open(format, json.RootElement);
        Reader = document.Reader;
        var hasher = new SourceHasher();
        hasher.Begin(document.Preamble is { } preamble ? JsonMarshal.GetRawUtf8Value(preamble) : default);
        foreach (var record in document.Records)
        {
            hasher.Add(JsonMarshal.GetRawUtf8Value(record));
        }

        Identity = hasher.Of(format, document.SessionId);
    }

    public SourceIdentity Identity { get; }
    public ISessionReader Reader { get; }

    /// <summary>Null when the content is of no known format; throws <see cref="UnreadableSourceException"/> when it is of one but broken.</summary>
    public static OpenedSession? Open(SourceFile file, string asked)
    {
        var head = file.Head(4096);
        var named = asked == SessionFormats.Auto ? null : asked;
        if (!SessionFormats.LooksLikeJson(head))
        {
            // A JSONL file may begin with a broken line and still be a session.
            return head.Length > 0 && SessionLines.Format(file) is { } format && (named ?? format) == format ? new OpenedSession(format, file)
                : named is null ? null : throw new UnreadableSourceException($"The file is no {named} session: it is not JSON.", 1);
        }

        var byLines = SessionLines.Format(file);
        if (byLines is not null && (named ?? byLines) == byLines)
        {
            return new OpenedSession(byLines, file);
        }

        var found = OpenDocument(file, named);
        return found is null && named is not null ? throw new UnreadableSourceException($"The file is no {named} session.") : found;
    }

    public IEnumerable<SourceRecord> Records() => lines is null ? document!.Records.Select(r => new SourceRecord(r, 0)) : SessionLines.Read(lines);

    public void Dispose() => json?.Dispose();

    private static OpenedSession? OpenDocument(SourceFile file, string? named)
    {
        if (file.Length > MaxDocument)
        {
            throw new UnreadableSourceException($"A JSON document larger than {MaxDocument >> 20} MiB cannot be read; JSONL can.");
        }

        var bytes = SourceJson.MakeReadable(file.All());
        bytes = bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
        JsonDocument root;
        try
        {
            root = JsonDocument.Parse(bytes, SourceJson.Options);
        }
        catch (JsonException e)
        {
            return (named ?? SessionFormats.OfBroken(bytes.Span)) is null ? null : throw SessionLines.NotJson(e, (int?)e.LineNumber + 1);
        }

        var format = SessionFormats.OfDocument(root.RootElement);
        if (format is not null && (named ?? format) == format)
        {
            return new OpenedSession(format, root);
        }

        root.Dispose();
        return null;
    }
}
