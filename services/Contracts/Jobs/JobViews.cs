using System.Text.Json;

namespace Contracts.Jobs;

public enum JobStatus { Queued, Running, Done, DoneWithErrors, Failed, Cancelled }

/// <summary>Long work, the same shape in every service: /v2/{service}/jobs.</summary>
/// <param name="Kind">What the job does, for instance import.</param>
/// <param name="Total">How much there is to do; null until known.</param>
/// <param name="Result">Set when it ended; its shape belongs to the kind.</param>
/// <param name="Errors">What failed so far while the job went on; at most the first 200.</param>
public sealed record JobView(
    Guid Id, string Service, string Kind, string Title, JobStatus Status, long Done, long? Total, string? Unit, string? Error, IReadOnlyList<JobErrorView> Errors,
    int ErrorCount, JsonElement? Result, int Attempts, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt);

public sealed record JobErrorView(string Subject, int? Line, string Reason);

/// <summary>A message that its consumer refused for good; /v2/{service}/dead-letters.</summary>
public sealed record DeadLetterView(
    Guid Id, string Service, string MessageType, string Endpoint, string Error, int Attempts, JsonElement Body, DateTimeOffset At);
