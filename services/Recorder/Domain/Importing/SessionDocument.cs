using System.Text.Json;

namespace Recorder.Domain.Importing;

/// <summary>A session that is one JSON document: its reader and its records, which must not outlive the document.</summary>
/// <param name="SessionId">The source's own name for the session; null when it has none, then its first records name it.</param>
/// <param name="Preamble">What belongs to the session's identity besides its records.</param>
internal sealed record SessionDocument(ISessionReader Reader, string? SessionId, JsonElement? Preamble, IReadOnlyList<JsonElement> Records);
