using System.Linq.Expressions;
using ServiceDefaults.Tenancy;
using Substrate.Policies;
using Substrate.Scoping;

namespace Memory.Storage;

/// <summary>Sensitivity is stored as text, so a ceiling is the list of what lies under it.</summary>
internal static class Ceiling
{
    /// <summary>The most sensitive thing that the caller may read about.</summary>
    public static Sensitivity Of(Caller caller) => PolicyEvaluator.Limits(BuiltInEnvelopes.Default, caller.Role, []).MaxSensitivity;

    public static Expression<Func<MemoryCandidate, bool>> Candidates(Sensitivity ceiling)
    {
        var under = Under(ceiling);
        return c => under.Contains(c.Sensitivity);
    }

    public static Expression<Func<MemoryArtifact, bool>> Memories(Sensitivity ceiling)
    {
        var under = Under(ceiling);
        return m => under.Contains(m.Sensitivity);
    }

    private static Sensitivity[] Under(Sensitivity ceiling) => [.. Enum.GetValues<Sensitivity>().Where(s => s <= ceiling)];
}
