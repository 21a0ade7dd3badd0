namespace Contracts.Recorder;

/// <summary>How a step of one run stands to the other run: moved means the same act at another place.</summary>
public enum ComparedAs { Same, Changed, OnlyLeft, OnlyRight, Moved }

/// <param name="Differs">What is not equal on both sides of a changed step: args, result, exit code, output, error; empty when only what went in differs.</param>
public sealed record ComparedStep(ComparedAs As, StepView? Left, StepView? Right, IReadOnlyList<string> Differs);

public sealed record ComparisonSummary(int Same, int Changed, int OnlyLeft, int OnlyRight, int Moved);

/// <summary>The steps of two runs side by side, each step of either run once.</summary>
/// <param name="Total">Rows altogether; with changes only, those that are not the same.</param>
/// <param name="From">Number of the first row of <paramref name="Rows"/>, from 0.</param>
public sealed record RunComparison(RunView Left, RunView Right, ComparisonSummary Summary, int Total, int From, IReadOnlyList<ComparedStep> Rows);
