using System.Runtime.InteropServices;
using Recorder.Domain.Importing;

namespace Recorder.Features.Import;

/// <summary>One recorded session of a file, ready to be read in order. Good until the file's next session is asked for.</summary>
/// <param name="bytes">Length of its records.</param>
internal sealed class OpenedSession(SessionDocument document, SourceIdentity identity, long bytes, Func<IEnumerable<SourceRecord>> records)
{
    public long Bytes => bytes;
    public SourceIdentity Identity { get; } = identity;
    public ISessionReader Reader => document.Reader;
    public ParentRef? Parent => document.Parent;
    public bool HasChildren => document.HasChildren;

    public IEnumerable<SourceRecord> Records() => records();

    public static OpenedSession Of(ISessionFormat format, SessionDocument document, int line)
    {
        using var hasher = new SourceHasher();
        hasher.Begin(document.Preamble is { } preamble ? JsonMarshal.GetRawUtf8Value(preamble) : default);
        var bytes = 0L;
        foreach (var record in document.Records)
        {
            var raw = JsonMarshal.GetRawUtf8Value(record);
            bytes += raw.Length;
            hasher.Add(raw);
        }

        return new OpenedSession(document, hasher.Of(format.Name, document.SessionId), bytes, () => document.Records.Select(r => new SourceRecord(r, line)));
    }
}
