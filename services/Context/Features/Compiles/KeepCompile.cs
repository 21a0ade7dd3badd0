using Context.Storage;
using Contracts.Context;
using Npgsql;
using ServiceDefaults.Live;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;
using Substrate.Compiling;

namespace Context.Features.Compiles;

/// <summary>Keeps a compile with its receipt, and tells of it: one transaction. Its seal in the chain of receipts follows in the background.</summary>
internal sealed class KeepCompile(Database<ContextDb> database, Outbox<ContextDb> outbox, LiveEvents<ContextDb> live, SealSignal sealing)
{
    public async Task Store(CompiledWindow window, Caller caller, CancellationToken cancel)
    {
        var (id, runId, stored) = (window.Id, window.Request.RunId, window.ToStore());
        var adding = CompileStore.Adding(id, runId, caller, stored, Texts(window.Items, stored.Items));
        await using (var connection = await database.OpenAsync(caller.OrgId, cancel))
        await using (var transaction = await connection.BeginTransactionAsync(cancel))
        {
            // One round trip: an answer waits for it.
            await using var batch = new NpgsqlBatch(connection, transaction)
            {
                BatchCommands =
                {
                    adding, outbox.Adding(caller.OrgId, [Message(window)]), outbox.Adding(caller.OrgId, [Lineage.Of([(id, runId, stored)])]),
                    live.Publishing(caller.OrgId, "compile", [id.ToString("D")]),
                },
            };
            await batch.ExecuteNonQueryAsync(cancel);
            await transaction.CommitAsync(cancel);
        }

        sealing.Raise(caller.OrgId);
    }

    private static Dictionary<string, string> Texts(IReadOnlyList<ContextItem> items, IReadOnlyList<Domain.StoredItem> stored)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (item, kept) in items.Zip(stored))
        {
            texts.TryAdd(kept.TextHash, item.Text);
            if (kept.SummaryHash is not null)
            {
                texts.TryAdd(kept.SummaryHash, item.Summary!);
            }
        }

        return texts;
    }

    private static ContextCompiled Message(CompiledWindow window) => new()
    {
        CompileId = window.Id,
        RunId = window.Request.RunId,
        Task = window.Request.Task,
        OutputHash = window.Output.Receipt.OutputHash,
        UsedTokens = window.Output.Receipt.UsedTokens,
        Memories =
        [
            .. window.Output.Receipt.Entries
                .Where(e => e.Kind == ItemKind.Memory && Guid.TryParseExact(e.ItemId, "D", out _))
                .Select(e => new CompiledMemory { MemoryId = Guid.ParseExact(e.ItemId, "D"), Decision = e.Decision, Score = e.Score }),
        ],
        At = window.Output.Receipt.At,
    };
}
