using System.Net.Http.Json;
using Harness;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Hosting;
using ServiceDefaults.Messaging;
using ServiceDefaults.Tenancy;
using ServiceDefaults.Tests.Storage;
using Substrate.Json;
using Substrate.Policies;
using Xunit;

namespace ServiceDefaults.Tests.Messaging;

public sealed class OutboxTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    private TestPlatform Platform => fixture.Platform;
    private Behaviour Behaviour => fixture.Services.GetRequiredService<Behaviour>();

    [Fact]
    public async Task A_message_reaches_every_endpoint_once_and_then_is_done()
    {
        await TakeAsync("reaches", Mood.VeryHappy);
        await Platform.OutboxIsEmptyAsync("probe");
        Assert.Equal(1, Behaviour.Entered["reaches"]);
        Assert.Equal("reaches/VeryHappy/", await HeardAsync("reaches"));
        Assert.Equal(2L, await Platform.ScalarAsync<long>("echo", "SELECT count(*) FROM inbox WHERE message_id = (SELECT message_id FROM heard WHERE text LIKE 'reaches/%')"));
    }

    [Fact]
    public async Task A_change_that_is_rolled_back_sends_nothing()
    {
        var before = await Platform.ScalarAsync<long>("probe", "SELECT count(*) FROM outbox");
        var outbox = fixture.Services.GetRequiredService<Outbox<ProbeDb>>();
        await using (var connection = await fixture.Services.GetRequiredService<Database<ProbeDb>>().OpenAsync(fixture.Org, default))
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await outbox.AddAsync(connection, transaction, fixture.Org, Message("never"), default);
            await transaction.RollbackAsync();
        }
        Assert.Equal(before, await Platform.ScalarAsync<long>("probe", "SELECT count(*) FROM outbox"));
    }

    [Fact]
    public async Task A_message_without_a_transaction_is_refused_and_so_is_one_nobody_knows()
    {
        var outbox = fixture.Services.GetRequiredService<Outbox<ProbeDb>>();
        var database = fixture.Services.GetRequiredService<Database<ProbeDb>>();
        await using var db = database.CreateContext(fixture.Org);
        await Assert.ThrowsAsync<InvalidOperationException>(() => outbox.AddAsync(db, fixture.Org, Message("lonely"), default));
        await using var connection = await database.OpenAsync(fixture.Org, default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => outbox.AddAsync(connection, null, fixture.Org, new Uri("urn:unknown"), default));
    }

    [Fact]
    public async Task A_redelivered_message_is_acknowledged_again_and_handled_once()
    {
        await TakeAsync("twice");
        await Platform.OutboxIsEmptyAsync("probe");
        var id = await Platform.ScalarAsync<Guid>("probe", "SELECT id FROM outbox WHERE body->>'text' = 'twice'");

        // As if the acknowledgements had been lost.
        await Platform.ExecuteAsync("probe", "UPDATE outbox SET done_at = NULL WHERE id = $1", id);
        await Platform.ExecuteAsync("probe", "UPDATE outbox_deliveries SET acked_at = NULL, next_at = now() WHERE message_id = $1", id);
        await Platform.ExecuteAsync("probe", "SELECT pg_notify('ctx_outbox', '')");

        await Platform.OutboxIsEmptyAsync("probe");
        Assert.Equal(1, Behaviour.Entered["twice"]);
        Assert.Equal(2, await Platform.ScalarAsync<int>("probe", "SELECT max(attempts) FROM outbox_deliveries WHERE message_id = $1", id));
        Assert.Equal(1L, await Platform.ScalarAsync<long>("echo", "SELECT count(*) FROM heard WHERE text LIKE 'twice/%'"));
    }

    [Theory]
    [InlineData("Nobody.Knows", "{}")]
    [InlineData("ServiceDefaults.Tests.NoteTaken", "{\"noteId\":7}")]
    [InlineData("ServiceDefaults.Tests.NoteTaken", "null")]
    public async Task A_row_that_cannot_be_sent_blocks_no_other(string type, string body)
    {
        var poison = Guid.CreateVersion7();
        await Platform.ExecuteAsync("probe", "INSERT INTO outbox (id, org_id, message_type, body) VALUES ($1, $2, $3, $4::jsonb)", poison, fixture.Org, type, body);
        await Platform.ExecuteAsync("probe", "INSERT INTO outbox_deliveries (message_id, org_id, endpoint) VALUES ($1, $2, 'echo-hear-on-note-taken')", poison, fixture.Org);
        var text = "after poison " + Guid.NewGuid();
        await TakeAsync(text);
        await Eventually.Holds(async () => await HeardAsync(text) is not null, "the next message arrives");
        await Eventually.Returns(
            () => Platform.ScalarAsync<string>("probe", "SELECT last_error FROM outbox_deliveries WHERE message_id = $1 AND next_at > now() + interval '1 minute'", poison), "the poison row is put off, with its reason");
        await Platform.ExecuteAsync("probe", "DELETE FROM outbox WHERE id = $1", poison);
    }

    [Fact]
    public async Task A_handler_that_fails_leaves_a_dead_letter_that_can_be_retried()
    {
        Behaviour.Failing["fragile"] = () => new InvalidOperationException("glass");
        await TakeAsync("fragile");
        await TakeAsync("sturdy");
        await Platform.OutboxIsEmptyAsync("probe");
        Assert.NotNull(await HeardAsync("sturdy"));
        Assert.Null(await HeardAsync("fragile"));
        Assert.Equal(4, Behaviour.Entered["fragile"]);
        var letter = Assert.Single((await LettersAsync()).Items, item => item.Body.GetProperty("text").GetString() == "fragile");
        Assert.Equal(("echo", "echo-hear-on-note-taken", typeof(NoteTaken).FullName, 4), (letter.Service, letter.Endpoint, letter.MessageType, letter.Attempts));
        Assert.Contains("glass", letter.Error, StringComparison.Ordinal);

        await PostAsync($"/v2/echo/dead-letters/{letter.Id}/retry", 204);
        var second = await Eventually.Returns(
            async () => (await LettersAsync()).Items.SingleOrDefault(item => item.Body.GetProperty("text").GetString() == "fragile" && item.Id != letter.Id), "it failed again");
        Assert.Equal(8, second.Attempts);
        await PostAsync($"/v2/echo/dead-letters/{letter.Id}/retry", 404);

        Behaviour.Failing.Clear();
        await PostAsync($"/v2/echo/dead-letters/{second.Id}/retry", 204);
        await Eventually.Returns(() => HeardAsync("fragile"), "it is handled after all");
        Assert.DoesNotContain((await LettersAsync()).Items, item => item.Body.GetProperty("text").GetString() == "fragile");
    }

    [Fact]
    public async Task A_dead_letter_can_be_discarded_and_is_no_business_of_another_organisation()
    {
        Behaviour.Failing["hopeless"] = () => new InvalidOperationException("no");
        await TakeAsync("hopeless");
        var letter = await Eventually.Returns(
            async () => (await LettersAsync()).Items.SingleOrDefault(item => item.Body.GetProperty("text").GetString() == "hopeless"), "the dead letter");
        using var stranger = fixture.As(CallerRole.Owner, Guid.CreateVersion7());
        using var refused = await stranger.PostAsync(new Uri($"/v2/echo/dead-letters/{letter.Id}/discard", UriKind.Relative), null);
        Assert.Equal(404, (int)refused.StatusCode);
        await PostAsync($"/v2/echo/dead-letters/{letter.Id}/discard", 204);
        Assert.DoesNotContain((await LettersAsync()).Items, item => item.Id == letter.Id);
    }

    [Fact]
    public async Task A_service_that_is_away_makes_the_message_wait_not_die()
    {
        Behaviour.Failing["patient"] = () => new HttpRequestException("connection refused");
        await TakeAsync("patient");
        await Eventually.Holds(() => Task.FromResult(Behaviour.Entered.GetValueOrDefault("patient") >= 4), "it was tried");
        Behaviour.Failing.Clear();
        await Eventually.Returns(() => HeardAsync("patient"), "it is sent again and handled");
        Assert.DoesNotContain((await LettersAsync()).Items, item => item.Body.GetProperty("text").GetString() == "patient");
    }

    [Fact]
    public async Task The_last_two_acknowledgements_at_once_still_finish_the_message()
    {
        var database = fixture.Services.GetRequiredService<Database<ProbeDb>>();
        for (var round = 0; round < 25; round++)
        {
            var id = Guid.CreateVersion7();
            await Platform.ExecuteAsync("probe", "INSERT INTO outbox (id, org_id, message_type, body) VALUES ($1, $2, 'x', '{}')", id, fixture.Org);
            await Platform.ExecuteAsync("probe", "INSERT INTO outbox_deliveries (message_id, org_id, endpoint, next_at) SELECT $1, $2, unnest(ARRAY['a', 'b']), now() + interval '1 hour'", id, fixture.Org);
            await Task.WhenAll(new[] { "a", "b" }.Select(endpoint =>
                OutboxAcks<ProbeDb>.AcknowledgeAsync(database, new DeliveryAcknowledged { MessageId = id, Endpoint = endpoint }, default)));
            Assert.True(await Platform.ScalarAsync<bool>("probe", "SELECT done_at IS NOT NULL FROM outbox WHERE id = $1", id));
        }
    }

    [Fact]
    public async Task Housekeeping_removes_what_is_done_and_old_and_nothing_else()
    {
        var (old, open) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Platform.ExecuteAsync("probe", "INSERT INTO outbox (id, org_id, message_type, body, created_at, done_at) VALUES ($1, $2, 'x', '{}', now() - interval '9 days', now() - interval '2 days')", old, fixture.Org);
        await Platform.ExecuteAsync("probe", "INSERT INTO outbox (id, org_id, message_type, body, created_at) VALUES ($1, $2, 'x', '{}', now() - interval '9 days')", open, fixture.Org);
        await Housekeeping<ProbeDb>.SweepAsync(fixture.Services.GetRequiredService<Database<ProbeDb>>(), default);
        Assert.Equal(open, await Platform.ScalarAsync<Guid>("probe", "SELECT id FROM outbox WHERE id IN ($1, $2)", old, open));
        await Platform.ExecuteAsync("probe", "DELETE FROM outbox WHERE id = $1", open);
    }

    [Fact]
    public void The_table_of_subscriptions_equals_the_registered_consumers() =>
        Assert.Equal(Table.Of[typeof(NoteTaken)], ServiceHost.DescribeConsumers(new ProbeModule(), new EchoModule())[typeof(NoteTaken)]);

    private static NoteTaken Message(string text) => new() { NoteId = Guid.CreateVersion7(), Text = text, Mood = Mood.Plain };

    private async Task TakeAsync(string text, Mood mood = Mood.Plain)
    {
        using var client = fixture.As(CallerRole.Member);
        using var response = await client.PostAsJsonAsync("/v2/probe/notes", new TakeNote(text, mood), PlatformJson.Options);
        response.EnsureSuccessStatusCode();
    }

    private Task<string?> HeardAsync(string text) => Platform.ScalarAsync<string>("echo", "SELECT text FROM heard WHERE text LIKE $1 || '/%'", text);

    private async Task<DeadLetterPage> LettersAsync()
    {
        using var client = fixture.As(CallerRole.Admin);
        return (await client.GetFromJsonAsync<DeadLetterPage>("/v2/echo/dead-letters?limit=200", PlatformJson.Options))!;
    }

    private async Task PostAsync(string path, int status)
    {
        using var client = fixture.As(CallerRole.Admin);
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), null);
        Assert.Equal(status, (int)response.StatusCode);
    }
}
