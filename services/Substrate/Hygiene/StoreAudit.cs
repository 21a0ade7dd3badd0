using Substrate.Compiling;
using Substrate.Hashing;
using Substrate.Redaction;

namespace Substrate.Hygiene;

public enum HygieneFault { ExactDuplicate, NearDuplicate, Conflict, Secret, StaleCitation, LoopEcho }

/// <param name="File">Name of the file as it was given.</param>
/// <param name="Line">From 1.</param>
/// <param name="Id">Of the note in its store, where it has one.</param>
public sealed record NotePlace(string File, int Line, string? Id = null);

/// <param name="Other">The note that it repeats or contradicts.</param>
/// <param name="Detail">In a sentence. Never the words of a secret.</param>
public sealed record HygieneFinding(HygieneFault Fault, NotePlace At, string Detail, NotePlace? Other = null);

/// <param name="Files">Read to the end.</param>
/// <param name="Faulty">Notes with at least one finding; of two that repeat or contradict each other, the later.</param>
/// <param name="Findings">By file, line and fault.</param>
public sealed record HygieneReport(int Files, int Notes, int Faulty, IReadOnlyDictionary<HygieneFault, int> Counts, IReadOnlyList<HygieneFinding> Findings);

/// <summary>Looks through a store of memories that somebody else keeps. Pure: the same files give the same report.</summary>
public static class StoreAudit
{
    /// <summary>Jaccard similarity of three-word shingles from which two notes count as one.</summary>
    public const double NearSimilarity = 0.8;

    /// <param name="repository">What citations are checked against; null leaves them unchecked.</param>
    public static HygieneReport Of(IReadOnlyList<StoredFile> files, IRepositoryFiles? repository)
    {
        var notes = files.SelectMany(file => file.Notes).ToList();
        var forms = notes.Select(note => NoteForm.Of(note.Text)).ToList();
        var findings = new List<HygieneFinding>();
        var conflicting = new HashSet<int>();
        foreach (var (first, second, why) in Conflicts.Among(notes, forms))
        {
            conflicting.Add(second);
            findings.Add(new(HygieneFault.Conflict, Place(notes[second]), why, Place(notes[first])));
        }
        findings.AddRange(Duplicates(notes, forms, conflicting));
        if (repository is not null)
            findings.AddRange(notes.Where(note => !note.Code).SelectMany(note => Citations.Stale(note, repository).Select(why => new HygieneFinding(HygieneFault.StaleCitation, Place(note), why))));
        findings.AddRange(files.SelectMany(Spans));
        findings = [.. findings.OrderBy(finding => finding.At.File, StringComparer.Ordinal).ThenBy(finding => finding.At.Line).ThenBy(finding => finding.Fault).ThenBy(finding => finding.Detail, StringComparer.Ordinal)];
        var places = findings.Select(finding => finding.At).ToHashSet();
        return new(files.Count, notes.Count, notes.Count(note => Holds(note, places)), Counts(findings), findings);
    }

    private static IEnumerable<HygieneFinding> Duplicates(List<StoredNote> notes, List<NoteForm> forms, HashSet<int> conflicting)
    {
        var index = new TwinIndex(NearSimilarity);
        for (var i = 0; i < notes.Count; i++)
        {
            if (notes[i].Code || forms[i].Canonical.Length == 0 || conflicting.Contains(i)) continue;
            if (index.TwinOrAdd(i, ContentHash.Of(forms[i].Canonical), forms[i].Sketch()) is not { } twin) continue;
            var same = forms[twin].Canonical == forms[i].Canonical;
            yield return new(
                same ? HygieneFault.ExactDuplicate : HygieneFault.NearDuplicate, Place(notes[i]), same ? "It says the same in the same words." : "It says nearly the same.", Place(notes[twin]));
        }
    }

    /// <summary>Secrets and echoes, which need no note to stand in: a heading or a comment can hold them too.</summary>
    private static IEnumerable<HygieneFinding> Spans(StoredFile file) => file.Whole is { } whole
        ? In(whole, at => new(file.Name, 1 + whole.AsSpan(0, at).Count('\n')))
        : file.Notes.SelectMany(note => In(note.Text, _ => Place(note)));

    private static IEnumerable<HygieneFinding> In(string text, Func<int, NotePlace> place) =>
    [
        .. Redactor.Find(text, RedactionProfile.Block, PiiClasses.None).Select(secret => new HygieneFinding(HygieneFault.Secret, place(secret.Start), $"What looks like a secret: {secret.Kind}.")),
        .. Echoes.In(text).Select(at => new HygieneFinding(HygieneFault.LoopEcho, place(at), "It was recalled from a memory, not learned.")),
    ];

    /// <summary>A finding in a note of several lines may be at any of them.</summary>
    private static bool Holds(StoredNote note, HashSet<NotePlace> places) => places.Contains(Place(note))
        || (note.Id is null && Enumerable.Range(note.Line, 1 + note.Text.Count(c => c == '\n')).Any(line => places.Contains(new(note.File, line))));

    private static SortedDictionary<HygieneFault, int> Counts(List<HygieneFinding> findings) =>
        new(Enum.GetValues<HygieneFault>().ToDictionary(fault => fault, fault => findings.Count(finding => finding.Fault == fault)));

    private static NotePlace Place(StoredNote note) => new(note.File, note.Line, note.Id);
}
