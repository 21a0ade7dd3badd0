using System.CommandLine;
using Contracts.Memory;

namespace Cli.Commands;

internal static class FeedbackCommand
{
    public static Command Create(Options options)
    {
        Argument<Guid> id = new("memory");
        Argument<FeedbackVerdict?> verdict = new("verdict") { Description = "useful, wrong, outdated (was right once) or harmful (led an agent astray).", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> note = new("--note") { Description = "Why; for people." };
        Option<bool> back = new("--take-back") { Description = "Take back what you said." };
        var command = new Command("feedback", "Say what a memory was worth; your last word counts and moves its confidence") { id, verdict, note, back };
        command.Validators.Add(found =>
        {
            if (found.GetValue(back) == (found.GetValue(verdict) is not null)) found.AddError("Give a verdict, or --take-back.");
        });
        options.Run(command, async (parsed, session) =>
        {
            var memory = parsed.GetValue(verdict) is { } said
                ? await session.Api.Memory.GiveFeedback(parsed.GetValue(id), new FeedbackRequest(said, parsed.GetValue(note)), session.Cancel)
                : await session.Api.Memory.TakeBackFeedback(parsed.GetValue(id), session.Cancel);
            session.Terminal.Result(memory, console => MemoryCommand.Write(console, memory));
            return ExitCodes.Ok;
        });
        return command;
    }
}
