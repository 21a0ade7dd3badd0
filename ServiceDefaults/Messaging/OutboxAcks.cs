using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ServiceDefaults.Hosting;
using ServiceDefaults.Tenancy;

namespace ServiceDefaults.Messaging;

/// <summary>The publisher's side of an acknowledgement: the delivery is done, and with the last one the message.</summary>
internal static class OutboxAcks<TDb> where TDb : DbContext
{
    public static void Declare(BusEndpoints bus, string module)
    {
        var database = bus.Provider.GetRequiredService<Database<TDb>>();
        bus.Declare(EndpointNames.Acks(module), endpoint =>
        {
            endpoint.ConcurrentMessageLimit = 2;
            endpoint.PrefetchCount = 64;
            endpoint.Handler<DeliveryAcknowledged>(context => AcknowledgeAsync(database, context.Message, context.CancellationToken));
        });
    }

    // Locking the message first makes two last acknowledgements see each other.
    internal static async Task AcknowledgeAsync(Database<TDb> database, DeliveryAcknowledged ack, CancellationToken ct)
    {
        await using var connection = await database.OpenWorkerAsync(ct);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("SELECT 1 FROM outbox WHERE id = $1 FOR UPDATE") { Parameters = { new() { Value = ack.MessageId } } },
                new("UPDATE outbox_deliveries SET acked_at = now(), last_error = NULL WHERE message_id = $1 AND endpoint = $2 AND acked_at IS NULL")
                {
                    Parameters = { new() { Value = ack.MessageId }, new() { Value = ack.Endpoint } },
                },
                new("""
                    UPDATE outbox SET done_at = now() WHERE id = $1 AND done_at IS NULL
                    AND NOT EXISTS (SELECT 1 FROM outbox_deliveries WHERE message_id = $1 AND acked_at IS NULL)
                    """) { Parameters = { new() { Value = ack.MessageId } } },
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }
}
