using System.Text.Json;
using Substrate.Json;

namespace ServiceDefaults.Jobs;

/// <summary>One attempt at one job: its input, and how it reports.</summary>
public sealed class JobContext
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(250);

    private readonly IJobReports reports;
    private readonly Lock mutex = new();
    private long lastWrite;
    private (long Done, long? Total, string? Unit)? unwritten;

    internal JobContext(Guid id, Guid orgId, int attempt, JsonElement input, string createdBy, IJobReports reports)
    {
        Id = id;
        OrgId = orgId;
        Attempt = attempt;
        Input = input;
        CreatedBy = createdBy;
        this.reports = reports;
    }

    public Guid Id { get; }
    public Guid OrgId { get; }

    /// <summary>1 the first time; higher when an earlier attempt was interrupted.</summary>
    public int Attempt { get; }

    public JsonElement Input { get; }
    public string CreatedBy { get; }
    internal object? Result { get; private set; }
    internal bool HasErrors { get; private set; }

    public T ReadInput<T>() => Input.Deserialize<T>(PlatformJson.Options) ?? throw new JsonException("The input of the job is null.");

    /// <summary>Cheap to call for every item: at most four times a second reaches the database, and the last one always does.</summary>
    /// <param name="total">Null while it is not known.</param>
    /// <param name="unit">What is counted, for instance runs.</param>
    public Task ReportAsync(long done, long? total, string? unit = null)
    {
        lock (mutex)
        {
            if (lastWrite != 0 && TimeProvider.System.GetElapsedTime(lastWrite) < ReportEvery)
            {
                unwritten = (done, total, unit);
                return Task.CompletedTask;
            }
            lastWrite = TimeProvider.System.GetTimestamp();
            unwritten = null;
        }
        return reports.WriteProgressAsync(Id, OrgId, done, total, unit);
    }

    /// <summary>Something failed and the job goes on; it will end <c>done_with_errors</c>.</summary>
    /// <param name="subject">What failed, for instance a file name.</param>
    public Task AddErrorAsync(string subject, int? line, string reason)
    {
        HasErrors = true;
        return reports.WriteErrorAsync(Id, OrgId, subject, line, reason);
    }

    /// <summary>Stored when the job ends; its shape belongs to the kind.</summary>
    public void SetResult(object result) => Result = result;

    internal Task FlushAsync()
    {
        (long Done, long? Total, string? Unit)? last;
        lock (mutex)
        {
            last = unwritten;
            unwritten = null;
        }
        return last is { } progress ? reports.WriteProgressAsync(Id, OrgId, progress.Done, progress.Total, progress.Unit) : Task.CompletedTask;
    }
}

/// <summary>Where a job's reports go; closed over the database of the module that runs it.</summary>
internal interface IJobReports
{
    Task WriteProgressAsync(Guid id, Guid orgId, long done, long? total, string? unit);
    Task WriteErrorAsync(Guid id, Guid orgId, string subject, int? line, string reason);
}
