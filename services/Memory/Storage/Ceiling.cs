using System.Linq.Expressions;
using Substrate.Scoping;

namespace Memory.Storage;

/// <summary>Sensitivity is stored as text, so a ceiling is the list of what lies under it.</summary>
internal static class Ceiling
{
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
