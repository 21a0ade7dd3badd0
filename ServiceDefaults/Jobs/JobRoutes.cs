using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using NpgsqlTypes;
using ServiceDefaults.Http;
using ServiceDefaults.Live;
using ServiceDefaults.Tenancy;
using Substrate.Json;

namespace ServiceDefaults.Jobs;

internal static class JobRoutes
{
    private static readonly TimeSpan LookAnyway = TimeSpan.FromSeconds(2);

    public static void Map<TDb>(IEndpointRouteBuilder routes, string service) where TDb : DbContext
    {
        var prefix = char.ToUpperInvariant(service[0]) + service[1..];
        var path = $"/v2/{service}/jobs";
        routes.MapGet(path, (Caller caller, Database<TDb> database, string? status, string? kind, string? cursor, int? limit, CancellationToken ct) =>
                List(caller, database, service, status, kind, cursor, limit, ct))
            .WithName(prefix + ".ListJobs").WithSummary("Long work of this service, newest first.");
        routes.MapGet(path + "/{id:guid}", (Guid id, Caller caller, Database<TDb> database, CancellationToken ct) => Get(id, caller, database, service, ct))
            .WithName(prefix + ".GetJob").WithSummary("One job with its progress and errors.").ProducesProblem(404);
        routes.MapPost(path + "/{id:guid}/cancel", (Guid id, Caller caller, Database<TDb> database, CancellationToken ct) => Cancel(id, caller, database, service, ct))
            .WithName(prefix + ".CancelJob").WithSummary("Asks a job to stop; what it has finished stays.").ProducesProblem(404).ProducesProblem(409);
        routes.MapGet(path + "/{id:guid}/events", (Guid id, HttpContext context, Caller caller, Database<TDb> database, LiveFeed<TDb> feed) =>
                Stream(id, context, caller, database, feed, service))
            .WithName(prefix + ".StreamJob").WithSummary("The job on each change, as server-sent events named job; ends when the job has ended.")
            .Produces<JobView>(200, "text/event-stream").ProducesProblem(404).DisableRequestTimeout();
    }

    private static async Task<Results<Ok<JobPage>, ProblemHttpResult>> List<TDb>(
        Caller caller, Database<TDb> database, string service, string? status, string? kind, string? cursor, int? limit, CancellationToken ct) where TDb : DbContext
    {
        if (!PageRequest.TryRead(limit, cursor, out var page, out var problem)) return problem!;
        if (!page.TryAfter(out var afterAt, out var afterId, out problem)) return problem!;
        if (status is not null && !SnakeCase.TryEnum<JobStatus>(status, out _))
        {
            return Problem.Invalid("invalid_status", "There is no such job status.", "status", "One of: " + string.Join(", ", Enum.GetValues<JobStatus>().Select(SnakeCase.OfEnum)));
        }
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        var items = await ReadAsync(connection, service,
            """
            WHERE org_id = $1 AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR kind = $3)
            AND ($4::timestamptz IS NULL OR (created_at, id) < ($4, $5::uuid)) ORDER BY created_at DESC, id DESC LIMIT $6
            """, ct,
            new() { Value = caller.OrgId }, Text(status), Text(kind),
            new() { Value = (object?)afterAt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            new() { Value = (object?)afterId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid }, new() { Value = page.Limit + 1 });
        var more = items.Count > page.Limit;
        if (more) items.RemoveAt(items.Count - 1);
        return TypedResults.Ok(new JobPage(items, more ? Cursor.Encode(items[^1].CreatedAt, items[^1].Id) : null));
    }

    private static async Task<Results<Ok<JobView>, ProblemHttpResult>> Get<TDb>(Guid id, Caller caller, Database<TDb> database, string service, CancellationToken ct) where TDb : DbContext =>
        await FindAsync(id, caller, database, service, ct) is { } job ? TypedResults.Ok(job) : NoSuch();

    private static async Task<Results<Ok<JobView>, ProblemHttpResult>> Cancel<TDb>(Guid id, Caller caller, Database<TDb> database, string service, CancellationToken ct) where TDb : DbContext
    {
        await using (var connection = await database.OpenAsync(caller.OrgId, ct))
        await using (var command = new NpgsqlCommand(
            """
            WITH job AS (
              UPDATE jobs SET cancel_requested = true, status = CASE status WHEN 'queued' THEN 'cancelled' ELSE status END,
                finished_at = CASE status WHEN 'queued' THEN now() END
              WHERE org_id = $1 AND id = $2 AND status IN ('queued', 'running') RETURNING id)
            SELECT count(pg_notify('ctx_jobs', '')::text || pg_notify('ctx_live', $3)::text) FROM job
            """, connection)
        {
            Parameters = { new() { Value = caller.OrgId }, new() { Value = id }, new() { Value = LiveEvents<TDb>.Payload(caller.OrgId, "job", id.ToString()) } },
        })
        {
            if ((long)(await command.ExecuteScalarAsync(ct))! == 0)
            {
                return await FindAsync(id, caller, database, service, ct) is { } ended
                    ? Problem.Conflict("job_ended", "This job has already ended.", null, ("status", SnakeCase.OfEnum(ended.Status)))
                    : NoSuch();
            }
        }
        return await Get(id, caller, database, service, ct);
    }

    private static async Task Stream<TDb>(Guid id, HttpContext context, Caller caller, Database<TDb> database, LiveFeed<TDb> feed, string service) where TDb : DbContext
    {
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using var subscription = feed.Subscribe(caller.OrgId);
        if (await FindAsync(id, caller, database, service, ends.Token) is not { } job)
        {
            await Problem.WriteAsync(context, NoSuch());
            return;
        }
        var stream = await EventStream.StartAsync(context);
        try
        {
            string? sent = null;
            while (true)
            {
                var state = JsonSerializer.Serialize(job, PlatformJson.Options);
                if (state != sent) await stream.SendAsync("job", job, ends.Token);
                else await stream.BeatAsync(ends.Token);
                sent = state;
                if (job.FinishedAt is not null) return;
                await AwaitChangeAsync(subscription, id.ToString(), ends.Token);
                if (await FindAsync(id, caller, database, service, ends.Token) is not { } next) return;
                job = next;
            }
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The reader left or the service stops; either way the stream just ends.
        }
    }

    private static async Task AwaitChangeAsync(LiveSubscription subscription, string id, CancellationToken ct)
    {
        while (await subscription.WaitAsync(LookAnyway, ct))
        {
            var concerned = false;
            while (subscription.Events.TryRead(out var happened)) concerned |= happened.Topic == "job" && happened.Id == id;
            if (concerned) return;
        }
    }

    private static async Task<JobView?> FindAsync<TDb>(Guid id, Caller caller, Database<TDb> database, string service, CancellationToken ct) where TDb : DbContext
    {
        await using var connection = await database.OpenAsync(caller.OrgId, ct);
        var found = await ReadAsync(connection, service, "WHERE org_id = $1 AND id = $2", ct, new() { Value = caller.OrgId }, new() { Value = id });
        return found.SingleOrDefault();
    }

    private static async Task<List<JobView>> ReadAsync(NpgsqlConnection connection, string service, string where, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT id, kind, title, status, done, total, unit, error, error_count, result::text, attempts, created_by, created_at, started_at, finished_at,
              CASE WHEN error_count > 0 THEN (SELECT jsonb_agg(jsonb_build_object('subject', e.subject, 'line', e.line, 'reason', e.reason) ORDER BY e.id)::text
                FROM (SELECT * FROM job_errors WHERE job_id = jobs.id ORDER BY id LIMIT 200) e) END
            FROM jobs {where}
            """, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var jobs = new List<JobView>();
        while (await reader.ReadAsync(ct))
        {
            T? At<T>(int column) => reader.IsDBNull(column) ? default : reader.GetFieldValue<T>(column);
            SnakeCase.TryEnum<JobStatus>(reader.GetString(3), out var status);
            var errors = At<string>(15) is { } text ? JsonSerializer.Deserialize<List<JobErrorView>>(text, PlatformJson.Options)! : [];
            jobs.Add(new JobView(
                reader.GetGuid(0), service, reader.GetString(1), reader.GetString(2), status, reader.GetInt64(4), At<long?>(5), At<string>(6), At<string>(7), errors,
                reader.GetInt32(8), At<string>(9) is { } result ? JsonSerializer.Deserialize<JsonElement>(result) : null, reader.GetInt32(10), reader.GetString(11),
                reader.GetFieldValue<DateTimeOffset>(12), At<DateTimeOffset?>(13), At<DateTimeOffset?>(14)));
        }
        return jobs;
    }

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static ProblemHttpResult NoSuch() => Problem.NotFound("job_not_found", "There is no such job.");
}
