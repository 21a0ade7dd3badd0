using System.Text.Json;

namespace Substrate.Trace;

public sealed record AgentRef(string Name, string? Version = null);

/// <summary>What is said about a run when it starts; everything else follows as steps.</summary>
/// <param name="Project">Project the run belongs to; one organisation has many.</param>
/// <param name="Repo">Repository worked on, as owner/name where known.</param>
/// <param name="Conversation">The client's own session id.</param>
/// <param name="TaskType">A free, stable label such as <c>bug_fix</c>.</param>
/// <param name="Config">The agent's settings as recorded; any JSON object.</param>
public sealed record RunHeader(
    string Task,
    AgentRef Agent,
    string? Project = null,
    string? Repo = null,
    string? User = null,
    string? Model = null,
    string? Conversation = null,
    string? TaskType = null,
    JsonElement? Config = null,
    DateTimeOffset? StartedAt = null);
