using Contracts.Context;
using Contracts.Memory;
using Harness;
using Substrate.Policies;
using Substrate.Trace;
using Xunit;

namespace Recorder.Tests.Features;

public sealed class AnnotationTests(ModuleHost<RecorderModule> host) : IClassFixture<ModuleHost<RecorderModule>>
{
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public async Task Compiles_and_memories_are_noted_once_however_often_they_are_told()
    {
        var client = new RecorderClient(host.As(CallerRole.Member));
        var run = await client.Begin();
        var compiled = new ContextCompiled { CompileId = Guid.NewGuid(), RunId = run.Id, Task = "t", OutputHash = "h", UsedTokens = 5, Memories = [], At = At };
        var accepted = new MemoryAccepted { MemoryId = Guid.NewGuid(), RunId = run.Id, Type = MemoryType.Fact, Text = "Tests run with pytest.", Merged = false, At = At };

        var first = await host.Platform.DeliverAsync("recorder", compiled);
        await Noted(client, run.Id, 1);
        var second = await host.Platform.DeliverAsync("recorder", accepted);
        await Noted(client, run.Id, 2);
        await host.Platform.ExecuteAsync("recorder", "DELETE FROM inbox");
        await host.Platform.DeliverAsync("recorder", compiled, messageId: first);
        await host.Platform.DeliverAsync("recorder", accepted, messageId: second);
        await Eventually.Holds(async () => await host.Platform.ScalarAsync<long>("recorder", "SELECT count(*) FROM inbox WHERE message_id = ANY($1)", new[] { first, second }) == 2, "both are handled again");

        var notes = (await client.Annotations(run.Id)).Items;
        Assert.Equal([("memory", accepted.MemoryId.ToString()), ("compile", compiled.CompileId.ToString())], notes.Select(n => (n.Kind, n.Reference)));
        Assert.Equal("Tests run with pytest.", notes[0].Data!.Value.GetProperty("text").GetString());
        var chain = AnnotationChain.Start(run.Id);
        foreach (var note in notes.Reverse())
        {
            chain = AnnotationChain.Next(chain, note.Seq, note.Kind, note.Reference, note.Data, note.At, note.MessageId);
            Assert.Equal(chain, note.ChainHash);
        }

        Assert.Empty(await client.Steps(run.Id));
    }

    [Fact]
    public async Task A_note_for_a_run_that_is_not_recorded_here_is_nobodys()
    {
        var id = await host.Platform.DeliverAsync("recorder", new MemoryAccepted { MemoryId = Guid.NewGuid(), RunId = Guid.NewGuid(), Type = MemoryType.Fact, Text = "x", Merged = false, At = At });

        await Eventually.Holds(async () => await host.Platform.ScalarAsync<long>("recorder", "SELECT count(*) FROM inbox WHERE message_id = $1", id) == 1, "it is handled");
        Assert.Equal(0, await host.Platform.ScalarAsync<long>("recorder", "SELECT count(*) FROM run_annotations WHERE message_id = $1", id));
    }

    private static Task Noted(RecorderClient client, Guid run, int count) =>
        Eventually.Holds(async () => (await client.Annotations(run)).Items.Count == count, $"{count} notes");
}
