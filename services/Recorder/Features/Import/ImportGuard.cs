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
        // Whatever is added here is added to IsOfTheFile.
        try
        {
            await import();
            return true;
        }
        catch (UnreadableSourceException e)
        {
            return await Fail(order, path, e.Line, e.Message);
        }
        catch (PostgresException e) when (IsOfAValue(e))
        {
            return await Fail(order, path, null, $"A value in the file cannot be stored (PostgreSQL {e.SqlState}).");
        }
        catch (RegexMatchTimeoutException)
        {
            return await Fail(order, path, null, "The file holds a text that takes too long to take apart.");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return await Fail(order, path, null, "The file breaks off or is damaged inside its archive.");
        }
    }

    /// <summary>Whether an error is one of those that are a file's own fault.</summary>
    public static bool IsOfTheFile(Exception e) => e switch
    {
        AggregateException several => several.InnerExceptions.All(IsOfTheFile),
        PostgresException postgres => IsOfAValue(postgres),
        _ => e is UnreadableSourceException or RegexMatchTimeoutException or InvalidDataException or EndOfStreamException,
    };

    private static bool IsOfAValue(PostgresException e) => e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState == PostgresErrorCodes.ProgramLimitExceeded;

    public async Task<bool> Fail(int order, string path, int? line, string reason)
    {
        var failure = tally.Fail(order, path, line, reason);
        await job.AddErrorAsync(failure.File, failure.Line, failure.Reason);
        return false;
    }
}
