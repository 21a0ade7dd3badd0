using Substrate.Compiling;
using Substrate.Scoping;

namespace Contracts.Context;

/// <summary>What a recorded run's agent could see before one of its steps.</summary>
/// <param name="Seq">The step; the items come from those before it.</param>
/// <param name="Task">What a compile at this step is scored against: the run's task, and what the agent said last.</param>
/// <param name="Tokens">Of the items' texts by o200k_base: the size of the window as it stood.</param>
public sealed record RunWindowView(Guid RunId, int Seq, string Task, Scope Scope, IReadOnlyList<ContextItem> Items, int Tokens);

/// <summary>A compile of the window that a recorded run had before one of its steps.</summary>
/// <param name="Seq">1 to the run's number of steps; the last is the window after its end.</param>
/// <param name="Budget">Null takes half of the tokens that the window had.</param>
/// <param name="Task">Null takes the run's own, with what the agent said last.</param>
/// <param name="Memory">Left out, memory adds nothing: much of it was learned after that step.</param>
public sealed record CompileAtRequest(
    Guid RunId, int Seq, string? Profile = null, int? Budget = null, string? Task = null, MemoryOptions? Memory = null, string? Model = null,
    IReadOnlyList<string>? DisabledRules = null);

/// <param name="OriginalTokens">Of the window as it stood.</param>
public sealed record CompileAtView(CompileView Compile, Guid RunId, int Seq, int OriginalTokens);
