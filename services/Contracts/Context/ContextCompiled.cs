using Substrate.Compiling;

namespace Contracts.Context;

/// <summary>A window was compiled. Memory turns <see cref="Memories"/> into links; Recorder notes the compile on the run.</summary>
public sealed record ContextCompiled
{
    public required Guid CompileId { get; init; }
    public required Guid? RunId { get; init; }
    public required string Task { get; init; }
    public required string OutputHash { get; init; }
    public required int UsedTokens { get; init; }
    public required IReadOnlyList<CompiledMemory> Memories { get; init; }
    public required DateTimeOffset At { get; init; }
}

public sealed record CompiledMemory
{
    public required Guid MemoryId { get; init; }
    public required ReasonCode Decision { get; init; }
    public required double Score { get; init; }
}
