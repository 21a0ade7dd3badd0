using Contracts.Recorder;

namespace Recorder.Features.Import;

/// <summary>What an import came to so far.</summary>
internal sealed class ImportTally
{
    private const int MaxListed = 1000;

    private readonly Dictionary<string, int> formats = new(StringComparer.Ordinal);
    private readonly List<string> skipped = [];
    private readonly HashSet<Guid> written = [];
    private int imported;
    private int unchanged;

    public int Steps { get; private set; }
    public int Runs => imported + unchanged;
    public List<ImportFailure> Failed { get; } = [];

    public void Skip(string path) => skipped.Add(path);

    public void Add(SessionResult result)
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
        formats[result.Format!] = formats.GetValueOrDefault(result.Format!) + 1;
    }

    public ImportResult Result() => new(imported, unchanged, [.. Failed.Take(MaxListed)], [.. skipped.Take(MaxListed)], Steps, formats);
}
