using Context.Domain;
using Context.Storage;
using Contracts.Context;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using ServiceDefaults.Tenancy;
using Substrate.Hashing;

namespace Context.Features.Compiles;

internal static class VerifyCompile
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/v2/context/compiles/{id}/verify", Handle)
        .WithName("Context.VerifyCompile")
        .WithSummary("Runs a compile again from its stored inputs and compares bytes; recomputes its place in the chain of receipts.")
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<CompileVerification>, ProblemHttpResult>> Handle(
        Guid id, Caller caller, ContextDb db, CompileRerun rerun, CancellationToken cancel)
    {
        if (await ReadCompile.Row(id, caller, db, cancel) is not { } row)
        {
            return ReadCompile.Unknown(id);
        }

        var compile = CompileStore.Read(row);
        var problems = new List<string>();
        var receiptHash = ContentHash.OfJson(compile.Receipt);
        if (receiptHash != row.ReceiptHash)
        {
            problems.Add("The receipt was changed: its content no longer has the hash it was stored with.");
        }

        var again = await rerun.Run(compile, await ReadCompile.Texts(compile, caller, db, cancel), caller.OrgId, cancel);
        problems.AddRange(again.Problems);
        var seal = await SealOf(row, receiptHash, caller, db, problems, cancel);
        return TypedResults.Ok(new CompileVerification(id, problems.Count == 0, row.ReceiptHash, again.Same, seal, problems, again.Note));
    }

    private static async Task<ReceiptSeal?> SealOf(
        CompileRow row, string receiptHash, Caller caller, ContextDb db, List<string> problems, CancellationToken cancel)
    {
        if (row.Seal is not { } number || row.Leaf is not { } leaf)
        {
            return null;
        }

        var seal = await db.Seals.AsNoTracking().FirstOrDefaultAsync(s => s.OrgId == caller.OrgId && s.Number == number, cancel);
        if (seal is null)
        {
            problems.Add($"Seal {number}, which closed over this receipt, is gone.");
            return null;
        }

        var batch = await db.Compiles.AsNoTracking().Where(c => c.OrgId == caller.OrgId && c.Seal == number).OrderBy(c => c.Leaf)
            .Select(c => new { c.Id, c.ReceiptHash }).ToListAsync(cancel);
        var leaves = batch.Select(c => ReceiptChain.Leaf(c.Id, c.Id == row.Id ? receiptHash : c.ReceiptHash)).ToList();
        if (leaves.Count != seal.Receipts || ReceiptChain.Root(leaves) != seal.Root)
        {
            problems.Add($"The receipts under seal {number} are not those it was made over: one was changed, added or removed.");
        }

        var chain = await db.Seals.AsNoTracking().Where(s => s.OrgId == caller.OrgId).OrderBy(s => s.Number)
            .Select(s => new ChainSeal(s.Number, s.PreviousHash, s.Root, s.Receipts, s.Hash)).ToListAsync(cancel);
        if (ReceiptChain.FirstBroken(caller.OrgId, chain) is { } broken)
        {
            problems.Add($"The chain of seals is broken at seal {broken}.");
        }

        return new(number, leaf, seal.Receipts, seal.Root, seal.Hash, seal.At);
    }
}
