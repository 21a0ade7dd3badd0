using Substrate.Redaction.Assignments;

namespace Substrate.Redaction;

/// <summary>All that looks for secrets, behind one scan for keywords: our own rules (they name the kind), gitleaks' rules, and what assignments give away.</summary>
internal static class Detectors
{
    private static readonly int Own = SecretRules.All.Count;

    private static readonly KeywordIndex Index =
        new([.. SecretRules.All.Select(rule => rule.Keywords), .. GitleaksRule.All.Select(rule => rule.Keywords)], AssignmentDetector.Keywords);

    /// <param name="text">With its escapes blanked.</param>
    public static List<SecretSpan> Find(string text, RedactionProfile profile, PiiClasses pii)
    {
        var hits = Index.Scan(text);
        if (hits is null && pii == PiiClasses.None) return [];
        var spans = FindByShape(text, hits, profile, pii);
        if (hits is not null) AssignmentDetector.Find(text, hits.Labels, profile, spans);
        return spans;
    }

    /// <summary>All but what assignments give away.</summary>
    public static List<SecretSpan> FindByShape(string text, RedactionProfile profile, PiiClasses pii) => FindByShape(text, Index.Scan(text), profile, pii);

    private static List<SecretSpan> FindByShape(string text, KeywordHits? hits, RedactionProfile profile, PiiClasses pii)
    {
        var spans = new List<SecretSpan>();
        if (hits is not null)
        {
            for (var i = 0; i < Own; i++)
            {
                if (hits.Rules[i] is not null && (profile == RedactionProfile.Scrub || !SecretRules.All[i].IsLoose)) SecretRules.All[i].Find(text, spans);
            }
            AddGitleaks(text, hits, profile, spans);
        }
        if (pii.HasFlag(PiiClasses.Identifier)) Identifiers.Find(text, spans);
        if (pii != PiiClasses.None) PersonalData.Find(text, pii, spans);
        return spans;
    }

    public static IEnumerable<Assignment> Candidates(string text) => Index.Scan(text) is { } hits ? AssignmentDetector.Candidates(text, hits.Labels) : [];

    /// <summary>What gitleaks' rules alone would find: the peer that the bench measures against.</summary>
    public static List<SecretSpan> FindByGitleaks(string text)
    {
        var spans = new List<SecretSpan>();
        if (Index.Scan(text) is { } hits) AddGitleaks(text, hits, RedactionProfile.Block, spans);
        return spans;
    }

    private static void AddGitleaks(string text, KeywordHits hits, RedactionProfile profile, List<SecretSpan> spans)
    {
        for (var i = 0; i < GitleaksRule.All.Count; i++)
        {
            var rule = GitleaksRule.All[i];
            if (hits.Rules[Own + i] is { } at && (profile == RedactionProfile.Scrub || !rule.IsBoundToPath)) rule.Find(text, at, spans);
        }
    }
}
