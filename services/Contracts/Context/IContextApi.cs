using RestEase;

namespace Contracts.Context;

public interface IContextApi
{
    [Post("v2/context/compile")]
    Task<CompileView> Compile([Body] CompileRequest request, CancellationToken cancel = default);

    /// <summary>What a compile would give; nothing is kept.</summary>
    [Post("v2/context/compile/preview")]
    [Header("X-Idempotent", "true")]
    Task<CompilePreview> Preview([Body] CompileRequest request, CancellationToken cancel = default);

    [Get("v2/context/compiles")]
    Task<Page<CompileSummary>> List(Guid? run = null, string? q = null, string? repo = null, string? cursor = null, int? limit = null, CancellationToken cancel = default);

    [Get("v2/context/compiles/{id}")]
    Task<CompileDetail> Get([Path] Guid id, CancellationToken cancel = default);

    [Get("v2/context/compiles/{id}/why")]
    Task<WhyAnswer> Why([Path] Guid id, string item, CancellationToken cancel = default);

    /// <summary>The compile whole, for a bundle.</summary>
    [Get("v2/context/compiles/{id}/export")]
    Task<CompileExport> Export([Path] Guid id, CancellationToken cancel = default);

    /// <summary>Takes in a compile out of a verified bundle; one that is here already is left as it is.</summary>
    [Post("v2/context/compiles/restore")]
    [Header("X-Idempotent", "true")]
    Task<CompileRestored> Restore([Body] CompileExport compile, CancellationToken cancel = default);

    /// <summary>Runs the compile again from its stored inputs, and checks the receipt's place in the chain.</summary>
    [Get("v2/context/compiles/{id}/verify")]
    Task<CompileVerification> Verify([Path] Guid id, CancellationToken cancel = default);

    /// <summary>Runs the compile again from its stored inputs and compares bytes.</summary>
    [Post("v2/context/compiles/{id}/reproduce")]
    [Header("X-Idempotent", "true")]
    Task<CompileReproduction> Reproduce([Path] Guid id, CancellationToken cancel = default);

    /// <summary>What a recorded run's agent could see before a step.</summary>
    [Get("v2/context/runs/{runId}/window")]
    Task<RunWindowView> RunWindow([Path] Guid runId, int seq, CancellationToken cancel = default);

    /// <summary>Compiles that window under any profile and budget.</summary>
    [Post("v2/context/compile-at")]
    Task<CompileAtView> CompileAt([Body] CompileAtRequest request, CancellationToken cancel = default);

    [Get("v2/context/profiles")]
    Task<Page<ProfileSummary>> Profiles(CancellationToken cancel = default);

    [Get("v2/context/profiles/{name}")]
    Task<ProfileDetail> Profile([Path] string name, CancellationToken cancel = default);

    [Get("v2/context/profiles/{name}/versions/{version}")]
    Task<ProfileVersionView> ProfileVersion([Path] string name, [Path] int version, CancellationToken cancel = default);

    /// <summary>The same settings as the latest version's give that version back, and make none.</summary>
    [Post("v2/context/profiles")]
    [Header("X-Idempotent", "true")]
    Task<ProfileVersionView> CreateProfileVersion([Body] CreateProfileVersion profile, CancellationToken cancel = default);

    [Get("v2/context/profiles/{name}/diff")]
    Task<ProfileDiff> DiffProfiles([Path] string name, string from, string to, CancellationToken cancel = default);

    [Put("v2/context/profiles/default")]
    Task<DefaultProfileChange> SetDefaultProfile([Body] SetDefaultProfile profile, CancellationToken cancel = default);

    [Get("v2/context/profiles/default/history")]
    Task<Page<DefaultProfileChange>> DefaultProfileHistory(CancellationToken cancel = default);
}
