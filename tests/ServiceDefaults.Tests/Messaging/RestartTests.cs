using Harness;
using Xunit;

namespace ServiceDefaults.Tests.Messaging;

public sealed class RestartTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    [Fact]
    public async Task What_a_dead_process_accepted_is_delivered_after_the_start_without_waiting_for_its_back_off()
    {
        var (accepted, sentOnce) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await fixture.Platform.RestartAsync(async () =>
        {
            foreach (var id in new[] { accepted, sentOnce })
            {
                await fixture.Platform.ExecuteAsync("probe",
                    "INSERT INTO outbox (id, org_id, message_type, body) VALUES ($1, $2, 'ServiceDefaults.Tests.NoteTaken', jsonb_build_object('noteId', $1, 'text', $1, 'mood', 'plain'))", id, fixture.Org);
                await fixture.Platform.ExecuteAsync("probe",
                    "INSERT INTO outbox_deliveries (message_id, org_id, endpoint) VALUES ($1, $2, 'echo-hear-on-note-taken')", id, fixture.Org);
            }
            await fixture.Platform.ExecuteAsync("probe", "UPDATE outbox_deliveries SET attempts = 9, next_at = now() + interval '1 hour' WHERE message_id = $1", sentOnce);
        });
        await fixture.Platform.OutboxIsEmptyAsync("probe");
        Assert.Equal(2L, await fixture.Platform.ScalarAsync<long>("echo", "SELECT count(*) FROM heard WHERE message_id IN ($1, $2)", accepted, sentOnce));
    }
}
