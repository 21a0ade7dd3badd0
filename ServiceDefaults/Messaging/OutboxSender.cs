using System.Diagnostics;
using System.Text.Json;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using ServiceDefaults.Hosting;
using ServiceDefaults.Live;
using ServiceDefaults.Tenancy;
using Substrate.Json;

namespace ServiceDefaults.Messaging;

/// <summary>
/// Sends due deliveries in id order, a batch at a time, straight to each endpoint's queue. A delivery that is not acknowledged is sent again after 5 s, then
/// twice as long each time, at most every 5 min. Any number of replicas may run: rows are claimed with SKIP LOCKED. To an endpoint that has much in hand nothing more is
/// sent until it gets on: what waits, waits in the table, not in the bus's memory, and is not sent again meanwhile.
/// </summary>
internal sealed class OutboxSender<TDb>(
    Database<TDb> database, ModuleOf<TDb> module, IBus bus, Notifications<TDb> notifications, ILogger<OutboxSender<TDb>> log) : BackgroundService where TDb : DbContext
{
    private const int BatchSize = 200;
    private const int MostInHand = 400;
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LetWork = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, Type> types = module.Description.Module.Subscriptions.Keys.ToDictionary(type => type.FullName!, StringComparer.Ordinal);
    private readonly LogGate gate = new(log);

    private sealed record Delivery(Guid MessageId, string Endpoint, Guid OrgId, int Attempts, string MessageType, string Body, string? TraceParent, int PriorAttempts);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var wake = new Wake();
        using var subscription = notifications.On(Outbox<TDb>.Channel, _ => wake.Set());
        var fresh = true;
        while (!stoppingToken.IsCancellationRequested)
        {
            var (sent, someAreBusy) = (0, false);
            try
            {
                if (fresh) await ForgetBackOffAsync(stoppingToken);
                fresh = false;
                (sent, someAreBusy) = await SendDueAsync(stoppingToken);
                if (someAreBusy) await Task.Delay(LetWork, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                gate.Warn(e, "The outbox could not be read; trying again");
            }
            if (sent < BatchSize && !someAreBusy) await wake.WaitAsync(PollEvery, stoppingToken);
        }
    }

    /// <summary>A process that was killed took the in-memory bus with it, so after a start nothing waits for its back-off.</summary>
    private async Task ForgetBackOffAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenWorkerAsync(ct);
        await using var command = new NpgsqlCommand("UPDATE outbox_deliveries SET next_at = now() WHERE acked_at IS NULL AND next_at > now()", connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<(int Sent, bool SomeAreBusy)> SendDueAsync(CancellationToken ct)
    {
        var (due, someAreBusy) = await ClaimAsync(ct);
        foreach (var delivery in due)
        {
            try
            {
                await SendAsync(delivery, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                throw;
            }
            catch (UnsendableException e)
            {
                gate.Warn(e, $"Outbox row {delivery.MessageId} cannot be sent: {e.Message}");
                await PostponeAsync(delivery, TimeSpan.FromMinutes(5), e.Message, CancellationToken.None);
            }
            catch (Exception e)
            {
                // The broker is away: these sends do not count, or the back-off would outlast the outage by minutes.
                gate.Warn(e, "The message bus does not take messages; trying again");
                await PostponeAsync(delivery, TimeSpan.FromSeconds(2), e.GetType().Name, CancellationToken.None);
            }
        }
        return (due.Count, someAreBusy);
    }

    private async Task<(List<Delivery> Due, bool SomeAreBusy)> ClaimAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenWorkerAsync(ct);
        var busy = new List<string>();
        await using (var inHand = new NpgsqlCommand(
            // Sent a moment ago; what is not acknowledged for longer may never be, and must not stand in the way of the rest.
            "SELECT endpoint FROM outbox_deliveries WHERE acked_at IS NULL AND next_at > now() AND next_at <= now() + $1 GROUP BY endpoint HAVING count(*) >= $2", connection)
        {
            Parameters = { new() { Value = FirstPatience }, new() { Value = MostInHand } },
        })
        await using (var reader = await inHand.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct)) busy.Add(reader.GetString(0));
        }

        return (await ClaimAsync(connection, busy, ct), busy.Count > 0);
    }

    private static async Task<List<Delivery>> ClaimAsync(NpgsqlConnection connection, List<string> busy, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            WITH due AS (
              SELECT message_id, endpoint FROM outbox_deliveries WHERE acked_at IS NULL AND next_at <= now() AND endpoint <> ALL ($2)
              ORDER BY message_id, endpoint LIMIT $1 FOR UPDATE SKIP LOCKED)
            UPDATE outbox_deliveries d
            SET attempts = d.attempts + 1, next_at = now() + least(5 * power(2, least(d.attempts, 10)), 300) * interval '1 second'
            FROM due, outbox o
            WHERE d.message_id = due.message_id AND d.endpoint = due.endpoint AND o.id = d.message_id
            RETURNING d.message_id, d.endpoint, d.org_id, d.attempts, o.message_type, o.body::text, o.trace_parent, o.prior_attempts
            """, connection) { Parameters = { new() { Value = BatchSize }, new() { Value = busy.ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var due = new List<Delivery>();
        while (await reader.ReadAsync(ct))
        {
            due.Add(new Delivery(
                reader.GetGuid(0), reader.GetString(1), reader.GetGuid(2), reader.GetInt32(3), reader.GetString(4), reader.GetString(5),
                reader.IsDBNull(6) ? null : reader.GetString(6), reader.GetInt32(7)));
        }
        // UPDATE … RETURNING does not keep the order of the sub-select; canonical text of a UUID sorts as PostgreSQL sorts it.
        due.Sort((a, b) => string.CompareOrdinal(a.MessageId.ToString(), b.MessageId.ToString()));
        return due;
    }

    private async Task SendAsync(Delivery delivery, CancellationToken ct)
    {
        if (!types.TryGetValue(delivery.MessageType, out var type)) throw new UnsendableException($"this build knows no message {delivery.MessageType}.");
        object message;
        try
        {
            message = JsonSerializer.Deserialize(delivery.Body, type, PlatformJson.Options) ?? throw new UnsendableException("its body is null.");
        }
        catch (JsonException e)
        {
            throw new UnsendableException("its body does not fit its type.", e);
        }
        var parent = ActivityContext.TryParse(delivery.TraceParent, null, out var origin) ? origin : default;
        using var activity = Telemetry.Source.StartActivity("outbox send", ActivityKind.Producer, parent);
        var endpoint = await bus.GetSendEndpoint(new Uri("queue:" + delivery.Endpoint));
        await endpoint.Send(message, type, Pipe.Execute<SendContext>(context =>
        {
            context.MessageId = delivery.MessageId;
            context.Headers.Set(MessageHeaders.Org, delivery.OrgId.ToString());
            context.Headers.Set(MessageHeaders.AckTo, EndpointNames.Acks(module.Description.Name));
            context.Headers.Set(MessageHeaders.Sends, delivery.Attempts.ToString());
            context.Headers.Set(MessageHeaders.PriorAttempts, delivery.PriorAttempts.ToString());
        }), ct);
    }

    private async Task PostponeAsync(Delivery delivery, TimeSpan wait, string reason, CancellationToken ct)
    {
        await using var connection = await database.OpenWorkerAsync(ct);
        await using var command = new NpgsqlCommand(
            "UPDATE outbox_deliveries SET next_at = now() + $3, attempts = attempts - 1, last_error = $4 WHERE message_id = $1 AND endpoint = $2", connection)
        {
            Parameters = { new() { Value = delivery.MessageId }, new() { Value = delivery.Endpoint }, new() { Value = wait }, new() { Value = reason } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed class UnsendableException(string message, Exception? inner = null) : Exception(message, inner);
}
