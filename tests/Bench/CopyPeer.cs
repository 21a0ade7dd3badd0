using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;
using Substrate.Trace;

namespace Bench;

/// <summary>The fastest way the same server takes the same rows: COPY into a table without indexes, hashes, checks or any promise but durability.</summary>
internal static class CopyPeer
{
    public static async Task<Peer> Measure(Platform platform, GeneratedRuns runs, int steps)
    {
        await using var connection = new NpgsqlConnection(platform.AdminConnection("recorderdb"));
        await connection.OpenAsync();
        await Execute(connection, "DROP SCHEMA IF EXISTS bench_peer CASCADE; CREATE SCHEMA bench_peer; CREATE TABLE bench_peer.steps (run uuid, seq int, kind text, at timestamptz, payload text)");
        var rows = Enumerable.Range(0, GeneratedRuns.Count(steps))
            .Select(run => (Id: Guid.CreateVersion7(), Steps: runs.Steps(run, GeneratedRuns.StepsPerRun)))
            .SelectMany(r => r.Steps.Select(s => (r.Id, s.Seq, Kind: s.Kind.ToString(), At: s.T0!.Value, Payload: Payload(s)))).Take(steps).ToList();

        var watch = Stopwatch.StartNew();
        await using (var writer = await connection.BeginBinaryImportAsync("COPY bench_peer.steps FROM STDIN (FORMAT binary)"))
        {
            foreach (var row in rows)
            {
                await writer.StartRowAsync();
                await writer.WriteAsync(row.Id, NpgsqlDbType.Uuid);
                await writer.WriteAsync(row.Seq, NpgsqlDbType.Integer);
                await writer.WriteAsync(row.Kind, NpgsqlDbType.Text);
                await writer.WriteAsync(row.At.UtcDateTime, NpgsqlDbType.TimestampTz);
                await writer.WriteAsync(row.Payload, NpgsqlDbType.Text);
            }
            await writer.CompleteAsync();
        }
        watch.Stop();
        await Execute(connection, "DROP SCHEMA bench_peer CASCADE");
        return new("COPY of the same rows into a bare table, rows/s", rows.Count / watch.Elapsed.TotalSeconds);
    }

    private static string Payload(Step step) => step.Output?.GetString() ?? $"{step.ToolCall!.Args}\n{step.ToolCall.Result}";

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
