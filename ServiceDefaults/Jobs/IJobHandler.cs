namespace ServiceDefaults.Jobs;

/// <summary>
/// Does one kind of long work. The token trips on cancel, on shutdown, and when another process took the job over. After a crash or restart the job runs again
/// from its input with a higher attempt, so a handler must be able to meet its own earlier work.
/// </summary>
public interface IJobHandler
{
    static abstract string Kind { get; }

    Task Run(JobContext job, CancellationToken ct);
}

/// <summary>The work cannot be done; the message is shown to the person who asked for it.</summary>
public sealed class JobFailedException : Exception
{
    public JobFailedException(string message) : base(message) { }
    public JobFailedException(string message, Exception inner) : base(message, inner) { }
    public JobFailedException() { }
}
