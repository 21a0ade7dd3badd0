using Contracts;
using Contracts.Context;
using Contracts.Memory;
using Substrate.Compiling;

namespace Memory.Tests.Features;

public sealed class LinkTests(MemoryFixture memory) : IClassFixture<MemoryFixture>
{
    internal static ContextCompiled Compiled(Guid? run, params Guid[] memories) => new()
    {
        CompileId = Guid.CreateVersion7(), RunId = run, Task = "Fix the greeting again", OutputHash = "0", UsedTokens = 10, At = DateTimeOffset.UtcNow,
        Memories = [.. memories.Select((m, i) => new CompiledMemory { MemoryId = m, Decision = i == 0 ? ReasonCode.Included : ReasonCode.BudgetEvicted, Score = 0.5 })],
    };

    [Fact]
    public async Task A_compile_is_counted_once_however_often_its_message_comes()
    {
        await memory.Distil(memory.DeadEnd("l/used"));
        var warning = await memory.Warning("l/used");
        var message = Compiled(Guid.CreateVersion7(), warning.Id);
        var id = await memory.Deliver(message);
        await memory.Deliver(message, id);
        await memory.Deliver(message);
        await memory.Deliver(Compiled(null, Guid.CreateVersion7(), warning.Id));
        Assert.Equal(1, (await memory.Warning("l/used")).UsageCount);
        var usage = (await memory.Get<Page<MemoryUsage>>($"/v2/memory/{warning.Id}/usage")).Items;
        Assert.Equal([("budget_evicted", false), ("included", true)], usage.Select(u => (u.ReasonCode, u.Included)));
        Assert.Equal(message.RunId, usage[1].RunId);
    }
}
