using Npgsql;

namespace ServiceDefaults.Messaging;

/// <summary>
/// Handles one kind of message once: the inbox row, everything written over <see cref="MessageScope{TDb}.Connection"/> or <see cref="MessageScope{TDb}.Db"/>,
/// and outgoing messages commit together. Throwing refuses the message: three more tries, then a dead letter; a service or database that does not
/// answer instead has the message sent again later.
/// </summary>
public interface IMessageHandler<TMessage, TDb> where TMessage : class
{
    Task Handle(TMessage message, MessageScope<TDb> scope, CancellationToken ct);
}

/// <summary>The transaction a message is handled in, already bound to its organisation. Do not commit it.</summary>
public sealed record MessageScope<TDb>(Guid MessageId, Guid OrgId, TDb Db, NpgsqlConnection Connection, NpgsqlTransaction Transaction);
