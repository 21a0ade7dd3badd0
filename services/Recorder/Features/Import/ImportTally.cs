using Contracts.Recorder;
using Recorder.Domain;
using Substrate.Redaction;

namespace Recorder.Features.Import;

/// <summary>What an import came to so far. Names of files and reasons are somebody's text too: they are kept without secrets.</summary>
internal sealed class ImportTally(RedactionSettings settings)
{
    private const int MaxListed = 1000;

    private readonly Lock mutex = new();
    private readonly Dictionary<string, int> formats = new(StringComparer.Ordinal);
    private readonly List<(int Order, string Path)> skipped = [];
    private readonly List<(int Order, ImportFailure Failure)> failed = [];
    private readonly HashSet<Guid> written = [];
    private readonly List<ImportedRun> runs = [];
    private int imported;
    private int unchanged;

    public int Steps { get; private set; }
    public RedactionSettings Settings => settings;
    public PayloadMemo Memo { get; } = new();

    /// <param name="order">Place of the file in the upload: files end in another order than they begin.</param>
    public ImportFailure Fail(int order, string file, int? line, string reason)
    {
        var failure = new ImportFailure(SafeText.Of(file, settings)!, line, SafeText.Of(reason, settings)!);
        lock (mutex)
        {
            failed.Add((order, failure));
        }

        return failure;
    }

    public bool HasFailed(int order)
    {
        lock (mutex)
        {
            return failed.Exists(f => f.Order == order);
        }
    }

    public void Skip(int order, string path)
    {
        lock (mutex)
        {
            skipped.Add((order, SafeText.Of(path, settings)!));
        }
    }

    /// <summary>False when there was no run in it.</summary>
    public bool Add(string path, SessionResult result)
    {
        if (result.As == ImportedAs.NoSession)
        {
            return false;
        }

        lock (mutex)
        {
            // Written by an attempt of this import that was interrupted: then this import did import it.
            var isNew = result.As == ImportedAs.Imported || (result.ByThisImport && !written.Contains(result.RunId));
            written.Add(result.RunId);
            imported += isNew ? 1 : 0;
            unchanged += isNew ? 0 : 1;
            Steps += result.Steps;
            if (runs.Count < MaxListed)
            {
                runs.Add(new ImportedRun(SafeText.Of(path, settings)!, result.RunId, isNew ? ImportedFileState.Imported : ImportedFileState.Unchanged, result.Steps));
            }

            formats[result.Format!] = formats.GetValueOrDefault(result.Format!) + 1;
            return true;
        }
    }

    public ImportResult Result() => new(
        imported, unchanged, [.. failed.OrderBy(f => f.Order).Select(f => f.Failure).Take(MaxListed)],
        [.. skipped.OrderBy(s => s.Order).Select(s => s.Path).Take(MaxListed)], Steps, formats, runs);
}
