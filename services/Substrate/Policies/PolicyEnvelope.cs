using Substrate.Compiling;
using Substrate.Scoping;

namespace Substrate.Policies;

/// <summary>What a rule demands. Rules only ever refuse; what no rule refuses is allowed.</summary>
public abstract record PolicyDemand
{
    private PolicyDemand()
    {
    }

    /// <summary>Every scope key that the subject sets equals the request's.</summary>
    public sealed record ScopeVisible : PolicyDemand;

    /// <summary>At most this sensitive, by role of caller. A role that is not listed gets nothing above public; data that does not say counts as restricted.</summary>
    public sealed record SensitivityAtMost(IReadOnlyDictionary<CallerRole, Sensitivity> Ceilings) : PolicyDemand;

    /// <summary>For data that is a memory: one of these types.</summary>
    public sealed record MemoryTypeIn(IReadOnlyList<string> Types) : PolicyDemand;

    /// <summary>At least this trusted; what does not say counts as least trusted.</summary>
    /// <param name="Only">For data: asked of this kind of item only; null asks it of all.</param>
    public sealed record TrustAtLeast(Trust Floor, ItemKind? Only = null) : PolicyDemand;
}

/// <param name="Id">Stable; named in decisions and in disabledRules.</param>
/// <param name="Kind">What it is asked about.</param>
public sealed record PolicyRule(string Id, SubjectKind Kind, string Description, PolicyDemand Demand);

/// <param name="Rules">In the order in which their reasons are given.</param>
public sealed record PolicyEnvelope(string Name, int Version, IReadOnlyList<PolicyRule> Rules)
{
    public EnvelopeRef Reference => new(Name, Version);
}
