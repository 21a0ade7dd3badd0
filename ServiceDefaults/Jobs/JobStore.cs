using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using ServiceDefaults.Hosting;
using ServiceDefaults.Live;
using ServiceDefaults.Tenancy;
using Substrate.Json;

namespace ServiceDefaults.Jobs;

internal sealed record ClaimedJob(Guid Id, Guid OrgId, string Kind, int Attempt, JsonElement Input, string CreatedBy);

internal sealed record HeldJob(Guid Id, bool CancelRequested);

/// <summary>
/// The job rows as the runner sees them. Every write is fenced by the lease: a process that lost a job cannot write to it any more.
/// </summary>
internal sealed class JobStore<TDb>(Database<TDb> database, ModuleOf<TDb> module, OrgRedaction redaction) : IJobReports where TDb : DbContext
{
    public const int MaxAttempts = 5;
    private const int MaxStoredErrors = 1000;
    private const string Lease = "interval '20 seconds'";

    public LeaseOwner Owner { get; } = LeaseOwner.Current();

    public async Task<ClaimedJob?> ClaimAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenWorkerAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        ClaimedJob job;
        await using (var command = new NpgsqlCommand(
            $"""
            UPDATE jobs SET status = 'running', attempts = attempts + 1, started_at = coalesce(started_at, now()), lease_owner = $1, lease_until = now() + {Lease},
              done = 0, total = NULL, error_count = 0
            WHERE id = (SELECT id FROM jobs WHERE status = 'queued' AND kind = ANY($2) ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id, org_id, kind, attempts, input::text, created_by
            """, connection, transaction)
        { Parameters = { new() { Value = Owner.ToString() }, new() { Value = module.Description.Jobs.Keys.ToArray() } } })
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            if (!await reader.ReadAsync(ct)) return null;
            using var input = JsonDocument.Parse(reader.GetString(4));
            job = new ClaimedJob(reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetInt32(3), input.RootElement.Clone(), reader.GetString(5));
        }
        if (job.Attempt > 1) await ExecuteAsync(connection, "DELETE FROM job_errors WHERE job_id = $1", ct, job.Id);
        await TellAsync(connection, job.OrgId, job.Id, ct);
        await transaction.CommitAsync(ct);
        return job;
    }

    /// <summary>Keeps this process's leases alive and returns what it still holds.</summary>
    public async Task<IReadOnlyList<HeldJob>> BeatAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenWorkerAsync(ct);
        await using var command = new NpgsqlCommand(
            $"UPDATE jobs SET lease_until = now() + {Lease} WHERE lease_owner = $1 AND status = 'running' RETURNING id, cancel_requested", connection)
        { Parameters = { new() { Value = Owner.ToString() } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var held = new List<HeldJob>();
        while (await reader.ReadAsync(ct)) held.Add(new HeldJob(reader.GetGuid(0), reader.GetBoolean(1)));
        return held;
    }

    /// <summary>Puts back what a dead process left running: its lease ran out, or it is known to be gone from this machine.</summary>
    public async Task<int> ReclaimAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenWorkerAsync(ct);
        var dead = new List<string>();
        await using (var command = new NpgsqlCommand("SELECT DISTINCT lease_owner FROM jobs WHERE status = 'running' AND lease_owner IS NOT NULL", connection))
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                if (Owner.IsKnownDead(reader.GetString(0))) dead.Add(reader.GetString(0));
            }
        }
        await using var reclaim = new NpgsqlCommand(
            """
            UPDATE jobs SET lease_owner = NULL, lease_until = NULL,
              status = CASE WHEN cancel_requested THEN 'cancelled' WHEN attempts >= $2 THEN 'failed' ELSE 'queued' END,
              error = CASE WHEN NOT cancel_requested AND attempts >= $2 THEN 'The work was interrupted ' || attempts || ' times and was given up.' ELSE error END,
              finished_at = CASE WHEN cancel_requested OR attempts >= $2 THEN now() END
            WHERE status = 'running' AND (lease_until < now() OR lease_owner = ANY($1)) RETURNING id, org_id
            """, connection)
        { Parameters = { new() { Value = dead.ToArray() }, new() { Value = MaxAttempts } } };
        var reclaimed = new List<(Guid Id, Guid Org)>();
        await using (var reader = await reclaim.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) reclaimed.Add((reader.GetGuid(0), reader.GetGuid(1)));
        }
        foreach (var (id, org) in reclaimed) await TellAsync(connection, org, id, ct);
        return reclaimed.Count;
    }

    /// <summary>Shutting down: another process, or this one after its restart, goes on. The interrupted attempt does not count against the job.</summary>
    public async Task PutBackAsync(ClaimedJob job)
    {
        await using var connection = await database.OpenWorkerAsync(CancellationToken.None);
        await ExecuteAsync(connection,
            "UPDATE jobs SET status = 'queued', attempts = attempts - 1, lease_owner = NULL, lease_until = NULL WHERE id = $1 AND lease_owner = $2 AND status = 'running'",
            CancellationToken.None, job.Id, Owner.ToString());
        await ExecuteAsync(connection, "SELECT pg_notify('ctx_jobs', '')", CancellationToken.None);
    }

    public async Task EndAsync(ClaimedJob job, JobStatus status, string? error, object? result)
    {
        await using var connection = await database.OpenWorkerAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand(
            """
            UPDATE jobs SET status = $3, error = $4, result = $5, finished_at = now(), lease_owner = NULL, lease_until = NULL
            WHERE id = $1 AND lease_owner = $2 AND status = 'running'
            """, connection, transaction)
        {
            Parameters =
            {
                new() { Value = job.Id }, new() { Value = Owner.ToString() }, new() { Value = SnakeCase.OfEnum(status) },
                new() { Value = error is null ? DBNull.Value : redaction.Of(job.OrgId, error), NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = result is null ? DBNull.Value : JsonSerializer.Serialize(result, result.GetType(), PlatformJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        })
        {
            await command.ExecuteNonQueryAsync();
        }
        await TellAsync(connection, job.OrgId, job.Id, CancellationToken.None);
        await transaction.CommitAsync();
    }

    public async Task WriteProgressAsync(Guid id, Guid orgId, long done, long? total, string? unit)
    {
        await using var connection = await database.OpenWorkerAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(
            """
            WITH job AS (
              UPDATE jobs SET done = $3, total = $4, unit = coalesce($5, unit) WHERE id = $1 AND lease_owner = $2 AND status = 'running' RETURNING id)
            SELECT pg_notify('ctx_live', $6) FROM job
            """, connection)
        {
            Parameters =
            {
                new() { Value = id }, new() { Value = Owner.ToString() }, new() { Value = done },
                new() { Value = (object?)total ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
                new() { Value = (object?)unit ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = LiveEvents<TDb>.Payload(orgId, "job", id.ToString()) },
            },
        };
        await command.ExecuteNonQueryAsync();
    }

    public async Task WriteErrorAsync(Guid id, Guid orgId, string subject, int? line, string reason)
    {
        await using var connection = await database.OpenWorkerAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(
            $"""
            WITH job AS (
              UPDATE jobs SET error_count = error_count + 1 WHERE id = $1 AND lease_owner = $2 AND status = 'running' RETURNING error_count)
            INSERT INTO job_errors (org_id, job_id, subject, line, reason) SELECT $3, $1, $4, $5, $6 FROM job WHERE error_count <= {MaxStoredErrors}
            """, connection)
        {
            Parameters =
            {
                new() { Value = id }, new() { Value = Owner.ToString() }, new() { Value = orgId }, new() { Value = Clean(redaction.Of(orgId, subject)) },
                new() { Value = (object?)line ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer }, new() { Value = Clean(redaction.Of(orgId, reason)) },
            },
        };
        await command.ExecuteNonQueryAsync();
    }

    private static string Clean(string text) => (text.Length <= 2000 ? text : text[..2000]).Replace('\0', ' ');

    private static Task TellAsync(NpgsqlConnection connection, Guid org, Guid id, CancellationToken ct) =>
        LiveEvents<TDb>.WriteAsync(connection, null, org, "job", id.ToString(), ct);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(ct);
    }
}
