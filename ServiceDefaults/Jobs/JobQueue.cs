using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using ServiceDefaults.Hosting;
using ServiceDefaults.Live;
using Substrate.Json;

namespace ServiceDefaults.Jobs;

/// <summary>Accepts long work as a row: durable with the transaction that asked for it.</summary>
public sealed class JobQueue<TDb> where TDb : DbContext
{
    internal const string Channel = "ctx_jobs";

    private readonly ModuleDescription module;

    internal JobQueue(ModuleOf<TDb> module) => this.module = module.Description;

    /// <param name="title">What a person reads in the list of jobs.</param>
    /// <param name="input">Stored as JSON; the handler reads it with <see cref="JobContext.ReadInput{T}"/>.</param>
    /// <param name="id">Give one to make a repeated enqueue a no-op: the job that is already there stays as it is.</param>
    /// <returns>The job's id.</returns>
    public async Task<Guid> EnqueueAsync(
        NpgsqlConnection c, NpgsqlTransaction? tx, Guid orgId, string kind, string title, object input, string createdBy, CancellationToken ct, Guid? id = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!module.Jobs.ContainsKey(kind)) throw new InvalidOperationException($"Module {module.Name} has no handler for jobs of kind {kind}.");
        var jobId = id ?? Guid.CreateVersion7();
        await using var command = new NpgsqlCommand(
            """
            WITH job AS (
              INSERT INTO jobs (id, org_id, kind, title, input, created_by) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING RETURNING id)
            SELECT pg_notify('ctx_jobs', ''), pg_notify('ctx_live', $7) FROM job
            """, c, tx)
        {
            Parameters =
            {
                new() { Value = jobId }, new() { Value = orgId }, new() { Value = kind }, new() { Value = title },
                new() { Value = JsonSerializer.Serialize(input, input.GetType(), PlatformJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = createdBy }, new() { Value = LiveEvents<TDb>.Payload(orgId, "job", jobId.ToString()) },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
        return jobId;
    }
}
