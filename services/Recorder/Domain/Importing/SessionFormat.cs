using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>
/// One recorded-run format: how it is told by its content, and how a file of it becomes sessions. Listed once, in <see cref="SessionFormats.All"/>.
/// A format is a JSON document (<see cref="OwnsDocument"/>, <see cref="Open"/>), JSONL with a whole run on every line (<see cref="LinesAreSessions"/>),
/// or JSONL whose lines are read one by one (<see cref="Lanes"/>).
/// </summary>
internal interface ISessionFormat
{
    /// <summary>What results and <c>format=</c> call it.</summary>
    string Name { get; }

    bool OwnsDocument(JsonElement root) => false;

    /// <summary>Whether a JSONL file is of this format by one of its lines.</summary>
    bool OwnsLine(JsonElement line) => false;

    /// <summary>Whether a document that breaks off was going to be one of these.</summary>
    /// <param name="members">The members seen until then as <c>depth:name</c>, down to depth 3; the members of the root object are at depth 1.</param>
    bool OwnsBroken(IReadOnlySet<string> members) => false;

    /// <summary>JSONL where every line is a document of its own: each goes to <see cref="Open"/>.</summary>
    bool LinesAreSessions => false;

    /// <summary>The runs of a document, one at a time: a file may hold thousands, and each is written before the next is asked for.</summary>
    /// <param name="path">Name of the file inside the upload, for formats that keep facts in it.</param>
    IEnumerable<SessionDocument> Open(JsonElement root, string path) => throw new NotSupportedException($"{Name} has no documents.");

    /// <summary>For JSONL that is read line by line; one instance per file.</summary>
    ISessionLanes Lanes() => throw new NotSupportedException($"{Name} is not read line by line.");
}

/// <summary>
/// Tells which session of a file each line belongs to, from that line and those before it alone: a file that has grown then adds lines to its sessions,
/// or sessions, and changes none.
/// </summary>
internal interface ISessionLanes
{
    /// <summary>The lane of the next line. Lanes count from 0 in order of appearance.</summary>
    int LaneOf(JsonElement line);

    /// <summary>The session a lane is. Asked for after the last line, lane by lane.</summary>
    SessionDocument Open(int lane);
}
