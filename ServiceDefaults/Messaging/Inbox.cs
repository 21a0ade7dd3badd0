using System.Text.Json;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using ServiceDefaults.Hosting;
using ServiceDefaults.Tenancy;
using Substrate.Json;

namespace ServiceDefaults.Messaging;

/// <summary>The consumer's side: handle each message once per endpoint, acknowledge what is durable here, keep what cannot be handled as a dead letter.</summary>
internal sealed class Inbox<TMessage, THandler, TDb>(IServiceProvider provider, string module, string endpoint)
    where TMessage : class
    where THandler : class, IMessageHandler<TMessage, TDb>
    where TDb : DbContext
{
    private const int Tries = 4;
    private const int PatientSends = 8; // 5 s doubling: about ten minutes for a service that does not answer

    private readonly Database<TDb> database = provider.GetRequiredService<Database<TDb>>();
    private readonly OrgRedaction redaction = provider.GetRequiredService<OrgRedaction>();
    private readonly ILogger log = provider.GetRequiredService<ILoggerFactory>().CreateLogger("ServiceDefaults.Messaging.Inbox");

    public static void Declare(IReceiveEndpointConfigurator configurator, IServiceProvider provider, string module, string endpoint)
    {
        var inbox = new Inbox<TMessage, THandler, TDb>(provider, module, endpoint);
        configurator.ConcurrentMessageLimit = 4;
        configurator.PrefetchCount = 16;
        configurator.Handler<TMessage>(inbox.ConsumeAsync);
    }

    private async Task ConsumeAsync(ConsumeContext<TMessage> context)
    {
        var ct = context.CancellationToken;
        if (context.MessageId is not { } messageId || !Guid.TryParse(Header(context, MessageHeaders.Org), out var org))
        {
            log.LogError("{Endpoint} received a message without id or organisation; it is dropped", endpoint);
            return;
        }
        if (await TryHandleAsync(context.Message, messageId, org, ct) is { } error)
        {
            _ = int.TryParse(Header(context, MessageHeaders.Sends), out var sends);
            if (IsOutage(error) && sends < PatientSends)
            {
                log.LogWarning("{Endpoint} cannot handle {MessageId} yet ({Error}); it will be sent again", endpoint, messageId, error.GetType().Name);
                return;
            }
            _ = int.TryParse(Header(context, MessageHeaders.PriorAttempts), out var prior);
            log.LogError(error, "{Endpoint} could not handle {MessageId}; it is kept as a dead letter", endpoint, messageId);
            await BuryAsync(context.Message, messageId, org, prior + Tries, error, ct);
        }
        if (Header(context, MessageHeaders.AckTo) is { } ackTo)
        {
            var acks = await context.GetSendEndpoint(new Uri("queue:" + ackTo));
            await acks.Send(new DeliveryAcknowledged { MessageId = messageId, Endpoint = endpoint }, ct);
        }
    }

    private async Task<Exception?> TryHandleAsync(TMessage message, Guid messageId, Guid org, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await HandleAsync(message, messageId, org, ct);
                return null;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception e)
            {
                if (attempt == Tries) return e;
                await Task.Delay(Random.Shared.Next(20, 100) * attempt, ct);
            }
        }
    }

    private async Task HandleAsync(TMessage message, Guid messageId, Guid org, CancellationToken ct)
    {
        using var acting = CallerContext.Act(Caller.ForService(org, module));
        await using var scope = provider.CreateAsyncScope();
        await using var connection = await database.OpenAsync(org, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!await EnterAsync(connection, transaction, messageId, org, ct)) return;
        await using var db = database.CreateContext(connection);
        await db.Database.UseTransactionAsync(transaction, ct);
        scope.ServiceProvider.GetRequiredService<ScopedDb<TDb>>().Bound = db;
        var handler = scope.ServiceProvider.GetRequiredService<THandler>();
        await handler.Handle(message, new MessageScope<TDb>(messageId, org, db, connection, transaction), ct);
        await transaction.CommitAsync(ct);
    }

    /// <returns>False when it was handled before. A duplicate that arrives meanwhile waits here for the first one's commit.</returns>
    private async Task<bool> EnterAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid messageId, Guid org, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("INSERT INTO inbox (message_id, endpoint, org_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", connection, transaction)
        {
            Parameters = { new() { Value = messageId }, new() { Value = endpoint }, new() { Value = org } },
        };
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    private async Task BuryAsync(TMessage message, Guid messageId, Guid org, int attempts, Exception error, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(org, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!await EnterAsync(connection, transaction, messageId, org, ct)) return;
        await using var command = new NpgsqlCommand(
            "INSERT INTO dead_letters (id, org_id, message_id, endpoint, message_type, body, error, attempts) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", connection, transaction)
        {
            Parameters =
            {
                new() { Value = Guid.CreateVersion7() }, new() { Value = org }, new() { Value = messageId }, new() { Value = endpoint },
                new() { Value = typeof(TMessage).FullName! },
                new() { Value = JsonSerializer.Serialize(message, PlatformJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = redaction.Of(org, Describe(error)) }, new() { Value = attempts },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static bool IsOutage(Exception e) => e switch
    {
        NpgsqlException npgsql => npgsql.IsTransient,
        HttpRequestException or Polly.ExecutionRejectedException => true,
        RestEase.ApiException api => (int)api.StatusCode >= 500,
        { InnerException: { } inner } => IsOutage(inner),
        _ => false,
    };

    private static string Describe(Exception error)
    {
        var text = $"{error.GetType().Name}: {error.Message}".Replace('\0', ' ');
        return text.Length <= 2000 ? text : text[..2000];
    }

    private static string? Header(ConsumeContext context, string name) => context.Headers.TryGetHeader(name, out var value) ? value?.ToString() : null;
}
