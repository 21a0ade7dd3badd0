using Contracts.Recorder;
using Recorder.Domain;
using Substrate.Redaction;

namespace Recorder.Features.Import;

/// <summary>What an import came to so far. Names of files and reasons are somebody's text too: they are kept without secrets.</summary>
internal sealed class ImportTally(RedactionSettings settings)
{
    private const int MaxListed = 1000;

    private readonly Dictionary<string, int> formats = new(StringComparer.Ordinal);
    private readonly List<string> skipped = [];
    private readonly HashSet<Guid> written = [];
    private readonly List<ImportedRun> runs = [];
    private int imported;
    private int unchanged;

    public int Steps { get; private set; }
    public int Runs => imported + unchanged;
    public RedactionSettings Settings => settings;
    public List<ImportFailure> Failed { get; } = [];

    public ImportFailure Fail(string file, int? line, string reason)
    {
        var failure = new ImportFailure(SafeText.Of(file, settings)!, line, SafeText.Of(reason, settings)!);
        Failed.Add(failure);
        return failure;
    }

    public void Skip(string path) => skipped.Add(SafeText.Of(path, settings)!);

    public void Add(string path, SessionResult result)
    {
        // Written by an attempt of this import that was interrupted: then this import did import it.
        var isNew = result.As == ImportedAs.Imported || (result is { As: ImportedAs.Unchanged, ByThisImport: true } && !written.Contains(result.RunId));
        if (result.As == ImportedAs.NoSession)
        {
            return;
        }

        written.Add(result.RunId);
        imported += isNew ? 1 : 0;
        unchanged += isNew ? 0 : 1;
        Steps += result.Steps;
        if (runs.Count < MaxListed)
        {
            runs.Add(new ImportedRun(path, result.RunId, isNew ? ImportedFileState.Imported : ImportedFileState.Unchanged, result.Steps));
        }

        formats[result.Format!] = formats.GetValueOrDefault(result.Format!) + 1;
    }

    public ImportResult Result() => new(imported, unchanged, [.. Failed.Take(MaxListed)], [.. skipped.Take(MaxListed)], Steps, formats, runs);
}
