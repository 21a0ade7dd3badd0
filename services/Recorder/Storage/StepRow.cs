using System.Runtime.CompilerServices;
using Npgsql;
using Recorder.Domain;
using ServiceDefaults.Tenancy;
using Substrate.Trace;

namespace Recorder.Storage;

/// <summary>A step as it is stored; hashes in lower-case hex.</summary>
internal sealed record StepRow(
    int Seq, StepKind Kind, int? Parent, DateTimeOffset? T0, DateTimeOffset? T1, string? Name, string? Model, string? InputHash, string? OutputHash,
    string? CallId, string? Tool, string? ArgsHash, string? ResultHash, bool IsError, int? ExitCode, TokenUsage? Tokens, decimal? Cost, string? Error,
    Replayable Replayable, string ContentHash, string? ChainHash)
{
    private const string Columns =
        """
        seq, kind, parent, t0, t1, name, model, input_hash, output_hash, call_id, tool, args_hash, result_hash, is_error, exit_code,
        tokens_in, tokens_out, tokens_cache_read, tokens_cache_write, tokens_reasoning, cost, error, replayable, content_hash, chain_hash
        """;

    public IEnumerable<string> Payloads()
    {
        if (InputHash is not null) yield return InputHash;
        if (OutputHash is not null) yield return OutputHash;
        if (ArgsHash is not null) yield return ArgsHash;
        if (ResultHash is not null) yield return ResultHash;
    }

    /// <summary>What the content hash covers, from the row itself.</summary>
    /// <param name="redactions">What was taken out of the step.</param>
    public StepContent Content(IEnumerable<RedactionContent> redactions) => new(
        Seq, Kind, Replayable, Parent, StepContent.Time(T0), StepContent.Time(T1), Name, Model, InputHash, OutputHash,
        Tool is null ? null : new ToolContent(CallId ?? string.Empty, Tool, IsError, ArgsHash, ResultHash, ExitCode), Tokens, StepContent.Money(Cost), Error,
        StepContent.Redacted(redactions));

    /// <summary>One page in seq order, from <paramref name="from"/> on; with <paramref name="filter"/> only the steps whose columns it lets through.</summary>
    public static async Task<List<StepRow>> PageAsync(
        NpgsqlConnection connection, Guid orgId, Guid runId, int from, int limit, CancellationToken ct, StepFilter? filter = null)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {Columns} FROM steps WHERE org_id = $1 AND run_id = $2 AND seq >= $3{filter?.Condition} ORDER BY seq LIMIT $4", connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId }, new() { Value = from }, new() { Value = limit } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<StepRow>(Math.Min(limit, 512));
        while (await reader.ReadAsync(ct))
        {
            rows.Add(Read(reader));
        }

        return rows;
    }

    /// <summary>Those of the named steps that there are, in seq order.</summary>
    public static async Task<List<StepRow>> OfAsync(NpgsqlConnection connection, Guid orgId, Guid runId, int[] seqs, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"SELECT {Columns} FROM steps WHERE org_id = $1 AND run_id = $2 AND seq = ANY($3) ORDER BY seq", connection)
        {
            Parameters = { new() { Value = orgId }, new() { Value = runId }, new() { Value = seqs } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<StepRow>(seqs.Length);
        while (await reader.ReadAsync(ct))
        {
            rows.Add(Read(reader));
        }

        return rows;
    }

    /// <summary>Every step in seq order, a page at a time.</summary>
    public static async IAsyncEnumerable<List<StepRow>> PagesAsync(
        NpgsqlConnection connection, Guid orgId, Guid runId, int size, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var from = 0; ;)
        {
            var page = await PageAsync(connection, orgId, runId, from, size, ct);
            if (page.Count > 0)
            {
                yield return page;
            }

            if (page.Count < size)
            {
                yield break;
            }

            from = page[^1].Seq + 1;
        }
    }

    private static StepRow Read(NpgsqlDataReader r)
    {
        var (t, u, cr, cw, rs) = (Value<long>(15), Value<long>(16), Value<long>(17), Value<long>(18), Value<long>(19));
        SnakeCase.TryEnum<StepKind>(r.GetString(1), out var kind);
        SnakeCase.TryEnum<Replayable>(r.GetString(22), out var replayable);
        return new StepRow(
            r.GetInt32(0), kind, Value<int>(2), Value<DateTimeOffset>(3), Value<DateTimeOffset>(4), Text(5), Text(6), Hex(7), Hex(8),
            Text(9), Text(10), Hex(11), Hex(12), r.GetBoolean(13), Value<int>(14),
            t is null && u is null && cr is null && cw is null && rs is null ? null : new TokenUsage(t, u, cr, cw, rs),
            Value<decimal>(20), Text(21), replayable, Hex(23)!, Hex(24));

        T? Value<T>(int i) where T : struct => r.IsDBNull(i) ? null : r.GetFieldValue<T>(i);
        string? Text(int i) => r.IsDBNull(i) ? null : r.GetString(i);
        string? Hex(int i) => r.IsDBNull(i) ? null : Convert.ToHexStringLower(r.GetFieldValue<byte[]>(i));
    }
}
