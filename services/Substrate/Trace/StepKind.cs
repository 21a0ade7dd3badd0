namespace Substrate.Trace;

/// <summary>What a step of a run is. <c>tool</c> is one executed tool call; its parent is the <c>llm</c> step that asked for it.</summary>
public enum StepKind { System, User, Llm, Tool, Compaction, Policy, Compile, Handoff, Eval, Note }
