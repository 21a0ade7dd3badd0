using System.Text.Json;
using Context.Domain;
using Npgsql;
using NpgsqlTypes;
using ServiceDefaults.Tenancy;
using Substrate.Compiling;
using Substrate.Hashing;
using Substrate.Json;

namespace Context.Storage;

/// <summary>Writes a compile with its receipt and its texts in one statement (an answer waits for it), and reads it back.</summary>
internal static class CompileStore
{
    // Texts in order of their hash, so that two compiles with the same texts cannot wait for each other crosswise.
    private const string Insert = """
        WITH texts AS (
            INSERT INTO compile_texts (org_id, hash, body)
            SELECT @org, t.hash, t.body FROM unnest(@hashes, @bodies) AS t (hash, body) ORDER BY t.hash
            ON CONFLICT DO NOTHING)
        INSERT INTO compiles
            (id, org_id, run_id, task, scope, repo, budget, used_tokens, candidates, included, memories_included, receipt_hash, output_hash, caller, document, at, profile)
        VALUES
            (@id, @org, @run, @task, @scope, @repo, @budget, @used, @candidates, @included, @memories, @receipt, @output, @caller, @document, @at, @profile)
        """;

    /// <summary>As a statement of a batch: what tells of it goes in the same round trip.</summary>
    public static NpgsqlBatchCommand Adding(Guid id, Guid? runId, Caller caller, StoredCompile compile, IReadOnlyDictionary<string, string> texts)
    {
        var receipt = compile.Receipt;
        var inWindow = receipt.Entries.Where(e => e.Position is not null).ToList();
        var ordered = texts.OrderBy(t => t.Key, StringComparer.Ordinal).ToList();
        // An answer waits for this, and these are most of it.
        byte[][] bodies = [];
        byte[] document = [];
        var receiptHash = "";
        Parallel.Invoke(
            () => bodies = [.. ordered.Select(text => PackedText.Pack(text.Value))],
            () => document = PackedText.Pack(JsonSerializer.SerializeToUtf8Bytes(compile, PlatformJson.Options)),
            () => receiptHash = ContentHash.OfJson(receipt));
        var command = new NpgsqlBatchCommand(Insert);
        var parameters = command.Parameters;
        parameters.AddWithValue("org", caller.OrgId);
        parameters.AddWithValue("hashes", ordered.Select(t => t.Key).ToArray());
        parameters.AddWithValue("bodies", bodies);
        parameters.AddWithValue("id", id);
        parameters.Add(new NpgsqlParameter("run", NpgsqlDbType.Uuid) { Value = (object?)runId ?? DBNull.Value });
        parameters.AddWithValue("task", compile.Task);
        parameters.AddWithValue("scope", NpgsqlDbType.Jsonb, JsonSerializer.Serialize(compile.Scope, PlatformJson.Options));
        parameters.Add(new NpgsqlParameter("repo", NpgsqlDbType.Text) { Value = (object?)compile.Scope.Repo ?? DBNull.Value });
        parameters.AddWithValue("budget", receipt.Budget);
        parameters.AddWithValue("used", receipt.UsedTokens);
        parameters.AddWithValue("candidates", receipt.Entries.Count);
        parameters.AddWithValue("included", inWindow.Count);
        parameters.AddWithValue("memories", inWindow.Count(e => e.Kind == ItemKind.Memory));
        parameters.AddWithValue("receipt", receiptHash);
        parameters.AddWithValue("output", receipt.OutputHash);
        parameters.AddWithValue("caller", caller.Subject);
        parameters.AddWithValue("document", document);
        parameters.AddWithValue("at", receipt.At);
        parameters.AddWithValue("profile", ProfileName.Of(receipt.Profile.Name, receipt.Profile.Version));
        return command;
    }

    public static StoredCompile Read(CompileRow row) =>
        JsonSerializer.Deserialize<StoredCompile>(PackedText.Unpack(row.Document), PlatformJson.Options)
        ?? throw new InvalidDataException($"Compile {row.Id} has an empty document.");
}
