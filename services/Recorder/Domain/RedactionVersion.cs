using Substrate.Redaction;

namespace Recorder.Domain;

/// <summary>What a run was redacted by: the rules, and the classes of personal data its project had on. A run whose version is another is due for a re-scan.</summary>
internal static class RedactionVersion
{
    public static string Of(PiiClasses pii) => pii == PiiClasses.None ? Redactor.RulesVersion : $"{Redactor.RulesVersion}+{string.Join('+', PiiNames.Of(pii))}";
}
