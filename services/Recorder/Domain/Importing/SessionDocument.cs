using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>A session: its reader and its records, which must not outlive the document they come from.</summary>
/// <param name="SessionId">
/// The source's own name for the session, the same whenever its file is read and unlike any other's in the file; null when it has none, then its first
/// records name it.
/// </param>
/// <param name="Preamble">What belongs to the session's identity besides its records.</param>
/// <param name="Records">Empty for a session that is read line by line.</param>
internal sealed record SessionDocument(ISessionReader Reader, string? SessionId, JsonElement? Preamble, IReadOnlyList<JsonElement> Records)
{
    public ParentRef? Parent { get; init; }

    /// <summary>Others of the file hang onto this one: it is read to find where, even when nothing else of it is new.</summary>
    public bool HasChildren { get; init; }
}

/// <summary>The run that a run belongs to, by its session id in the same format: it may arrive before or after, in any upload, or never.</summary>
/// <param name="Relation"><see cref="RunRelations"/>.</param>
/// <param name="Seq">The parent's step where this run begins.</param>
/// <param name="CallId">The parent's tool call that this run answers.</param>
internal sealed record ParentRef(string SessionId, string Relation, int? Seq = null, string? CallId = null);

/// <summary>The same link told by the parent: which session began at which of its steps.</summary>
internal sealed record ChildRef(string SessionId, string Relation, int? Seq = null, string? CallId = null);

internal static class RunRelations
{
    /// <summary>Another agent, started by a tool call.</summary>
    public const string Subagent = "subagent";

    /// <summary>Another way on from an earlier point: a rewind, or a node of a search tree.</summary>
    public const string Branch = "branch";

    /// <summary>What came after, in a file of its own.</summary>
    public const string Continuation = "continuation";
}

/// <summary>Something that a person or an evaluator said about a run, or about one of its steps; becomes an annotation.</summary>
internal sealed record RunLabel(int? Seq, string Name, string? Value);
