using Memory.Domain.Traces;
using Substrate.Scoping;

namespace Memory.Domain.Learning;

internal enum MemoryKind { Fact, Procedure, Warning, Preference, Summary }

/// <summary>Something an extractor thinks worth remembering, before anybody judged it.</summary>
/// <param name="Key">Same key, kind and scope: the same statement, whatever the words.</param>
/// <param name="Shown">How directly the recording shows it, 0 to 1.</param>
/// <param name="Specificity">How concrete it is, 0 to 1.</param>
/// <param name="Reuse">How likely another task in the same place needs it, 0 to 1.</param>
/// <param name="Occurrences">How often the run shows it.</param>
/// <param name="NeedsSecondRun">One run alone cannot show it.</param>
internal sealed record Draft(
    MemoryKind Kind, string Key, string Subject, string Text, Trust Trust, double Shown, double Specificity, double Reuse, int Occurrences,
    IReadOnlyList<Evidence> Evidence, bool NeedsSecondRun = false);
