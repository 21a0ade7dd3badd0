using System.Diagnostics;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;

namespace Bench;

/// <summary>
/// PostgreSQL's own full-text search over the same memories in the same server: a generated tsvector with a GIN index, the words of the task joined by OR,
/// ranked by ts_rank_cd, best 20. What one would use if there were no index of our own.
/// </summary>
internal sealed partial class TextSearchPeer : IAsyncDisposable
{
    private const string Schema = "bench_peer";
    private readonly NpgsqlConnection _connection;

    private TextSearchPeer(NpgsqlConnection connection) => _connection = connection;

    public static async Task<TextSearchPeer> Create(Platform platform)
    {
        // In the maintenance database: the peer's table is no part of the platform's.
        var connection = new NpgsqlConnection(platform.AdminConnection("memorydb"));
        await connection.OpenAsync();
        await Execute(connection, $"""
            DROP SCHEMA IF EXISTS {Schema} CASCADE;
            CREATE SCHEMA {Schema};
            CREATE TABLE {Schema}.memories (
                id uuid PRIMARY KEY, repo text NOT NULL, body text NOT NULL,
                words tsvector GENERATED ALWAYS AS (to_tsvector('simple', body)) STORED);
            CREATE INDEX ON {Schema}.memories USING gin (words);
            """);
        return new(connection);
    }

    public async Task Add(IEnumerable<GeneratedMemory> memories)
    {
        await using (var writer = await _connection.BeginBinaryImportAsync($"COPY {Schema}.memories (id, repo, body) FROM STDIN (FORMAT binary)"))
        {
            foreach (var memory in memories)
            {
                await writer.StartRowAsync();
                await writer.WriteAsync(memory.Id, NpgsqlDbType.Uuid);
                await writer.WriteAsync(memory.Repo, NpgsqlDbType.Text);
                await writer.WriteAsync($"{memory.Subject} {memory.Text}", NpgsqlDbType.Text);
            }
            await writer.CompleteAsync();
        }
        await Execute(_connection, $"VACUUM ANALYZE {Schema}.memories");
    }

    public async Task<Peer> Measure(IReadOnlyList<(string Task, string Repo)> questions)
    {
        var times = new List<double>(questions.Count);
        await using var command = new NpgsqlCommand(
            $"SELECT id, ts_rank_cd(words, q) AS rank FROM {Schema}.memories, to_tsquery('simple', @q) AS q WHERE words @@ q AND repo = @repo ORDER BY rank DESC LIMIT 20",
            _connection);
        var query = command.Parameters.Add("q", NpgsqlDbType.Text);
        var repo = command.Parameters.Add("repo", NpgsqlDbType.Text);
        await command.PrepareAsync();
        foreach (var (question, i) in questions.Take(20).Concat(questions).Select((q, i) => (q, i)))
        {
            query.Value = string.Join(" | ", Terms().Matches(question.Task.ToLowerInvariant()).Select(m => m.Value).Distinct());
            repo.Value = question.Repo;
            var start = Stopwatch.GetTimestamp();
            await using (var rows = await command.ExecuteReaderAsync())
            {
                while (await rows.ReadAsync())
                {
                }
            }
            if (i >= 20)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return new("PostgreSQL full text (GIN, ts_rank_cd) p95 ms", new Latencies(times).P95);
    }

    public async ValueTask DisposeAsync()
    {
        await Execute(_connection, $"DROP SCHEMA {Schema} CASCADE");
        await _connection.DisposeAsync();
    }

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync();
    }

    [GeneratedRegex("[a-z0-9]{2,}", RegexOptions.NonBacktracking)]
    private static partial Regex Terms();
}
