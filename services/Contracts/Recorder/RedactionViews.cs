namespace Contracts.Recorder;

/// <summary>What a step lost: a field of it, the kind of secret and how often; never the value.</summary>
public sealed record RedactionView(int Seq, string Field, string Kind, int Count);

/// <param name="Totals">Over the whole run, by kind.</param>
public sealed record RunRedactions(IReadOnlyList<RedactionView> Items, string? NextCursor, IReadOnlyDictionary<string, int> Totals);

/// <summary>What is taken out of what a project records, besides secrets, which always are.</summary>
/// <param name="Pii">Classes of personal data that are on: email, phone, iban, card.</param>
/// <param name="RulesVersion">Of the rules by which this build finds secrets.</param>
/// <param name="RunsDue">Recorded runs of the project that were redacted by other rules or classes; POST /v2/redaction/rescan looks at them again.</param>
/// <param name="Revision">Counts changes; the ETag. 0 while nothing was ever changed.</param>
public sealed record RedactionSettingsView(
    string Project, IReadOnlyList<string> Pii, string RulesVersion, long RunsDue, int Revision, string? UpdatedBy, DateTimeOffset? UpdatedAt);

public sealed record ChangeRedactionSettings(IReadOnlyList<string> Pii);

/// <param name="JobId">Job that re-scans; GET /v2/recorder/jobs/{id}. Its result is a <see cref="RescanResult"/>.</param>
public sealed record RescanAccepted(Guid JobId);

/// <param name="Scanned">Runs that were looked at.</param>
/// <param name="Rewritten">Runs in which something was found; each has a new revision, and an annotation <c>redaction</c> that says what changed.</param>
/// <param name="Found">By kind.</param>
/// <param name="BlobsDeleted">Payloads that nothing refers to any more.</param>
public sealed record RescanResult(int Scanned, int Rewritten, IReadOnlyDictionary<string, int> Found, long BlobsDeleted);
