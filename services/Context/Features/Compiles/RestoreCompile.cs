using System.Text.Json;
using Context.Domain;
using Context.Storage;
using Contracts.Context;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;
using Substrate.Hashing;
using Substrate.Json;
using Substrate.Policies;
using Substrate.Redaction;

namespace Context.Features.Compiles;

/// <summary>Takes in a compile out of a bundle that the recorder has verified. It keeps its id and its receipt, and is sealed into this organisation's chain of receipts.</summary>
internal static class RestoreCompile
{
    public const long MaxBytes = 64L << 20;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/v2/context/compiles/restore", Handle)
        .WithName("Context.RestoreCompile")
        .WithSummary("A compile out of a bundle. Refused when its receipt does not follow from what it holds. For the recorder's import.")
        .WithBodyLimit(MaxBytes)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<Ok<CompileRestored>, ProblemHttpResult>> Handle(
        CompileExport export, Caller caller, Database<ContextDb> database, ProjectRedaction projects, CompileRerun rerun, Outbox<ContextDb> outbox,
        SealSignal sealing, CancellationToken cancel)
    {
        if (caller.Role < CallerRole.Admin)
        {
            return Problem.Forbidden("role_too_low", "Receipts are restored by importing a bundle.");
        }

        if (Read(export) is not { } compile || ContentHash.OfJson(compile.Receipt) != export.ReceiptHash)
        {
            return Problem.Unprocessable("receipt_broken", $"The receipt of compile {export.Id} is not what its hash says.", "receiptHash");
        }

        var settings = await projects.ForAsync(caller.OrgId, compile.Scope.Project, cancel);
        if (export.Texts.Values.Append(compile.Task).Concat(compile.Keywords()).Any(text => Redactor.Find(text, settings.Profile, settings.Pii).Count > 0))
        {
            return Problem.Unprocessable("secret_found", $"Compile {export.Id} holds what looks like a secret, or personal data that its project has taken out; it is kept as it was or not at all.", "texts");
        }

        if (await rerun.Run(compile, export.Texts, caller.OrgId, cancel) is { Same: false } again)
        {
            return Problem.Unprocessable("receipt_broken", $"Compile {export.Id} does not follow from what it holds.", "document", string.Join(' ', again.Problems.Take(3)));
        }

        await using var connection = await database.OpenAsync(caller.OrgId, cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await HashOf(connection, transaction, caller.OrgId, export.Id, cancel) is { } known)
        {
            return known == export.ReceiptHash
                ? TypedResults.Ok(new CompileRestored(export.Id, false))
                : Problem.Conflict("compile_known", $"Compile {export.Id} is here with another receipt.");
        }

        try
        {
            await using var batch = new NpgsqlBatch(connection, transaction)
            {
                BatchCommands =
                {
                    CompileStore.Adding(export.Id, export.RunId, caller with { Subject = export.Caller }, compile, export.Texts),
                    outbox.Adding(caller.OrgId, [Lineage.Of([(export.Id, export.RunId, compile)])]),
                },
            };
            await batch.ExecuteNonQueryAsync(cancel);
            await transaction.CommitAsync(cancel);
        }
        catch (PostgresException e) when (e is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "compiles_pkey" })
        {
            return Problem.Conflict("compile_known", $"Compile {export.Id} is in use.");
        }

        sealing.Raise(caller.OrgId);
        return TypedResults.Ok(new CompileRestored(export.Id, true));
    }

    private static StoredCompile? Read(CompileExport export)
    {
        try
        {
            return export.Document.Deserialize<StoredCompile>(PlatformJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<string?> HashOf(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid orgId, Guid id, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT receipt_hash FROM compiles WHERE org_id = $1 AND id = $2", connection, transaction)
        {
            Parameters = { new() { Value = orgId }, new() { Value = id } },
        };
        return await command.ExecuteScalarAsync(cancel) as string;
    }
}
