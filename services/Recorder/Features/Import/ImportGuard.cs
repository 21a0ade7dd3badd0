using System.Text.RegularExpressions;
using Npgsql;
using Recorder.Domain.Importing;
using ServiceDefaults.Jobs;

namespace Recorder.Features.Import;

/// <summary>Lists what is a file's own fault, so that the import goes on; everything else is an error of the import.</summary>
internal sealed class ImportGuard(JobContext job, ImportTally tally)
{
    /// <summary>False when it failed in a way that is the file's fault; that is then listed.</summary>
    public async Task<bool> Run(int order, string path, Func<Task> import)
    {
        try
        {
            await import();
            return true;
        }
        catch (Exception e) when (FaultOf(e) is not null)
        {
            var (line, reason) = FaultOf(e)!.Value;
            return await Fail(order, path, line, reason);
        }
    }

    /// <summary>Whether an error is one of those that are a file's own fault; several at once, when each of them is.</summary>
    public static bool IsOfTheFile(Exception e) => e is AggregateException several ? several.InnerExceptions.All(IsOfTheFile) : FaultOf(e) is not null;

    /// <summary>Where in the file, if that is known, and what is wrong with it; null for what is no file's fault.</summary>
    private static (int? Line, string Reason)? FaultOf(Exception e) => e switch
    {
        UnreadableSourceException unreadable => (unreadable.Line, unreadable.Message),
        PostgresException { SqlState: var state } when state.StartsWith("22", StringComparison.Ordinal) || state == PostgresErrorCodes.ProgramLimitExceeded =>
            (null, $"A value in the file cannot be stored (PostgreSQL {state})."),
        RegexMatchTimeoutException => (null, "The file holds a text that takes too long to take apart."),
        InvalidDataException or EndOfStreamException => (null, "The file breaks off or is damaged inside its archive."),
        _ => null,
    };

    public async Task<bool> Fail(int order, string path, int? line, string reason)
    {
        var failure = tally.Fail(order, path, line, reason);
        await job.AddErrorAsync(failure.File, failure.Line, failure.Reason);
        return false;
    }
}
