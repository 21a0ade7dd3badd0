namespace Recorder.Domain.Importing;

/// <summary>
/// A source file that cannot be read further, with the line where that is known. Thrown from deep inside a reader and caught once per file;
/// the run it would have become is not written at all.
/// </summary>
internal sealed class UnreadableSourceException(string reason, int? line = null) : Exception(reason)
{
    public int? Line { get; } = line;
}
