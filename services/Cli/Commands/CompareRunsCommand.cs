using System.CommandLine;
using Cli.Output;
using Contracts.Recorder;
using Spectre.Console;

namespace Cli.Commands;

internal static class CompareRunsCommand
{
    private const int PageRows = 200;

    public static Command Create(Options options)
    {
        Argument<Guid> left = new("left") { Description = "Id of a run." };
        Argument<Guid> right = new("right") { Description = "Id of another run, usually of the same task." };
        Option<bool> all = new("--all") { Description = "Also the steps that are the same." };
        var command = new Command("compare", "Two runs side by side: what is the same, changed, moved, or only in one") { left, right, all };
        options.Run(command, async (parsed, session) =>
        {
            var compared = await session.Api.Runs.CompareRuns(parsed.GetValue(left), parsed.GetValue(right), !parsed.GetValue(all), 0, PageRows, session.Cancel);
            var rows = compared.Rows.ToList();
            while (rows.Count < compared.Total)
            {
                var next = await session.Api.Runs.CompareRuns(compared.Left.Id, compared.Right.Id, !parsed.GetValue(all), rows.Count, PageRows, session.Cancel);
                if (next.Rows.Count == 0) break;
                rows.AddRange(next.Rows);
            }
            session.Terminal.Result(compared with { Rows = rows }, console =>
            {
                console.WriteLine(Summary(compared));
                var table = Terminal.Table("", "Left", "What", "Right", "What", "Differs");
                foreach (var row in rows)
                    Terminal.Row(table, Mark(row.As), $"{row.Left?.Seq}", What(row.Left), $"{row.Right?.Seq}", What(row.Right), string.Join(", ", row.Differs));
                console.Write(table);
            });
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string Summary(RunComparison compared)
    {
        var (left, right, s) = (compared.Left, compared.Right, compared.Summary);
        return $"{s.Same} same, {s.Changed} changed, {s.Moved} moved, {s.OnlyLeft} only left, {s.OnlyRight} only right; "
            + $"left {Terminal.Word(left.Outcome.Status)} with {left.StepCount} steps and {left.ErrorCount} errors, right {Terminal.Word(right.Outcome.Status)} with {right.StepCount} steps and {right.ErrorCount} errors";
    }

    private static string Mark(ComparedAs how) => how switch
    {
        ComparedAs.Same => "= same",
        ComparedAs.Changed => "~ changed",
        ComparedAs.OnlyLeft => "- only left",
        ComparedAs.OnlyRight => "+ only right",
        _ => "> moved",
    };

    private static string? What(StepView? step) =>
        step is null ? null : $"{step.ToolCall?.Name ?? Terminal.Word(step.Kind)}: {Terminal.Short(step.ToolCall?.ArgsPreview ?? step.Preview ?? "", 60)}";
}
