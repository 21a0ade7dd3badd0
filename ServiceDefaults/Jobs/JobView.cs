using System.Text.Json;

namespace ServiceDefaults.Jobs;

public enum JobStatus { Queued, Running, Done, DoneWithErrors, Failed, Cancelled }

public sealed record JobErrorView(string Subject, int? Line, string Reason);

/// <summary>Long work, the same shape in every service.</summary>
/// <param name="Total">How much there is to do; null until known.</param>
/// <param name="Errors">What failed while the job went on; at most the first 200.</param>
/// <param name="ErrorCount">How many there are in all.</param>
/// <param name="Result">Set when it ended; its shape belongs to the kind.</param>
public sealed record JobView(
    Guid Id, string Service, string Kind, string Title, JobStatus Status, long Done, long? Total, string? Unit, string? Error, IReadOnlyList<JobErrorView> Errors,
    int ErrorCount, JsonElement? Result, int Attempts, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt);

public sealed record JobPage(IReadOnlyList<JobView> Items, string? NextCursor);
