namespace Substrate.Redaction.Assignments;

/// <summary>Secrets that have no shape of their own and are given away by their name: passwords, keys and tokens in settings, code, commands and addresses.</summary>
internal static class AssignmentDetector
{
    /// <summary>What to look for: words of names, and what stands in addresses with credentials.</summary>
    public static IReadOnlyList<string> Keywords { get; } = [.. Label.Keywords, .. UrlCredentials.Keywords];

    private const int LongestOfNames = 256;

    /// <param name="hits">Where one of <see cref="Keywords"/> stands, ascending.</param>
    public static void Find(string text, List<int> hits, RedactionProfile profile, List<SecretSpan> spans)
    {
        foreach (var assignment in Candidates(text, hits))
        {
            if (Plausibility.IsSecret(text, assignment, profile) || (profile == RedactionProfile.Scrub && IsChosenByAPerson(text, assignment))) spans.Add(new SecretSpan(assignment.Start, assignment.End - assignment.Start, KindOf(assignment)));
        }
    }

    /// <summary>Every value that has a name worth a look, but for those that cannot be a secret.</summary>
    public static IEnumerable<Assignment> Candidates(string text, List<int> hits)
    {
        var found = new List<Assignment>();
        var done = -1;
        foreach (var hit in hits)
        {
            found.Clear();
            if (text[hit] is ':' or '@')
            {
                UrlCredentials.Read(text, hit, found);
            }
            else if (hit >= done)
            {
                var label = Label.Read(text, hit);
                done = label.End;
                if (label.Class != LabelClass.None && !label.IsAbout) AssignmentReader.Read(text, label, found);
            }
            foreach (var assignment in found)
            {
                // password=password=password=…: a long value is read once, not again from every name in it.
                if (assignment.Quote == '\0' && assignment.End - assignment.Start > LongestOfNames) done = Math.Max(done, assignment.End);
                if (assignment.End > assignment.Start && (assignment.IsBytes || !Examples.IsNone(text.AsSpan(assignment.Start, assignment.End - assignment.Start), assignment))) yield return assignment;
            }
        }
    }

    /// <summary>
    /// A password that a person chose is language with something added (harbour7), which the model, trained on obfuscated values, takes for a name.
    /// Before anything is stored, the doubt goes against it.
    /// </summary>
    private static bool IsChosenByAPerson(string text, in Assignment assignment)
    {
        var isLiteral = assignment.Quote != '\0' || assignment.IsTight || assignment.Form == AssignmentForm.Url || (assignment.Form == AssignmentForm.Colon && assignment.Next is '\n' or '\r');
        var value = text.AsSpan(assignment.Start, assignment.End - assignment.Start);
        return isLiteral && assignment.Label is { Class: LabelClass.Password, WordsAfter: 0 } && value.Length is >= 6 and < 32 && value.ContainsAnyInRange('0', '9')
            && (value.ContainsAnyInRange('a', 'z') || value.ContainsAnyInRange('A', 'Z')) && !value.ContainsAny(' ', '/') && !Examples.HasExampleWord(value) && !Examples.HasNameOfSecret(value);
    }

    private static string KindOf(in Assignment assignment) => assignment.Form == AssignmentForm.Url ? "url-password" : assignment.Label.Class switch
    {
        LabelClass.Password or LabelClass.IdentifiedBy => "password",
        LabelClass.Secret => "secret",
        LabelClass.Token => "token",
        LabelClass.Key or LabelClass.PlainKey => "api-key",
        LabelClass.Auth or LabelClass.Scheme => "auth-header",
        LabelClass.Credential => "credential",
        LabelClass.Other or LabelClass.None => "secret",
        _ => throw new InvalidOperationException($"No kind for {assignment.Label.Class}."),
    };
}
