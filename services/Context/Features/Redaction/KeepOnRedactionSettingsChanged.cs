using Context.Storage;
using Contracts.Recorder;
using Npgsql;
using ServiceDefaults.Messaging;

namespace Context.Features.Redaction;

/// <summary>Keeps what a project wants taken out. The revision decides: a message that comes twice, or late, changes nothing.</summary>
internal sealed class KeepOnRedactionSettingsChanged : IMessageHandler<RedactionSettingsChanged, ContextDb>
{
    public async Task Handle(RedactionSettingsChanged message, MessageScope<ContextDb> scope, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO redaction_settings (org_id, project, pii, revision) VALUES ($1, $2, $3, $4)
            ON CONFLICT (org_id, project) DO UPDATE SET pii = excluded.pii, revision = excluded.revision WHERE redaction_settings.revision < excluded.revision
            """, scope.Connection, scope.Transaction)
        {
            Parameters = { new() { Value = scope.OrgId }, new() { Value = message.Project }, new() { Value = message.Pii.ToArray() }, new() { Value = message.Revision } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }
}
