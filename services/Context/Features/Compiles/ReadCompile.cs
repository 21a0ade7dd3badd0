using Context.Domain;
using Context.Storage;
using Contracts.Policy;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;

namespace Context.Features.Compiles;

/// <summary>Reads a stored compile as far as the reader may see it. What a reader may see is policy's to say: without policy there is no answer.</summary>
internal static class ReadCompile
{
    public static async Task<(CompileRow? Row, StoredCompile? Shown, ProblemHttpResult? Refusal)> ForReader(
        Guid id, Caller caller, ContextDb db, IPolicyApi policy, ILogger log, CancellationToken cancel)
    {
        if (await Row(id, caller, db, cancel) is not { } row)
        {
            return (null, null, Unknown(id));
        }

        var compile = CompileStore.Read(row);
        if (CompileMask.ReadsEverything(caller.Role, caller.Subject, row.Caller))
        {
            return (row, compile, null);
        }

        var (answer, refusal) = await AskPolicy.Limits([], policy, log, cancel);
        return answer is null ? (row, null, refusal) : (row, CompileMask.For(compile, answer.Limits.MaxSensitivity), null);
    }

    /// <summary>Null when there is none of this id in the caller's organisation. Whether the caller may read all of it is not asked.</summary>
    public static Task<CompileRow?> Row(Guid id, Caller caller, ContextDb db, CancellationToken cancel) =>
        db.Compiles.AsNoTracking().FirstOrDefaultAsync(c => c.OrgId == caller.OrgId && c.Id == id, cancel);

    public static ProblemHttpResult Unknown(Guid id) =>
        Problem.NotFound("compile_unknown", $"There is no compile {id}.", "GET /v2/context/compiles lists them.");

    public static async Task<Dictionary<string, string>> Texts(StoredCompile compile, Caller caller, ContextDb db, CancellationToken cancel)
    {
        var hashes = compile.TextHashes().ToArray();
        var rows = await db.Texts.AsNoTracking().Where(t => t.OrgId == caller.OrgId && hashes.Contains(t.Hash)).ToListAsync(cancel);
        return rows.ToDictionary(t => t.Hash, t => PackedText.UnpackText(t.Body), StringComparer.Ordinal);
    }
}
