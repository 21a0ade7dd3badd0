using Context.Domain;
using Context.Storage;
using ServiceDefaults.Tenancy;
using Substrate.Compiling;

namespace Context.Features.Compiles;

/// <summary>Runs a stored compile again as it was made: under the profile version that its receipt names, with the organisation's key of redaction.</summary>
internal sealed class CompileRerun(ProfileStore profiles, OrgRedaction redaction)
{
    /// <param name="texts">By hash; those of the compile.</param>
    public async Task<RecomputedCompile> Run(StoredCompile compile, IReadOnlyDictionary<string, string> texts, Guid orgId, CancellationToken cancel) =>
        Recomputation.Of(compile, texts, redaction.For(orgId), await ProfileOf(compile.Receipt, orgId, cancel));

    private async Task<CompileProfile?> ProfileOf(Receipt receipt, Guid orgId, CancellationToken cancel) =>
        (await profiles.FindAsync(orgId, new(receipt.Profile.Name, receipt.Profile.Version), cancel))?.Profile;
}
