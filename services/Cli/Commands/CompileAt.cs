using System.Globalization;
using Cli.Output;
using Contracts.Context;

namespace Cli.Commands;

/// <summary><c>ctx compile --at RUN:SEQ</c>.</summary>
internal static class CompileAt
{
    public static async Task<int> Run(string place, string? task, int? budget, string? profile, Session session)
    {
        var colon = place.LastIndexOf(':');
        if (colon < 0 || !Guid.TryParse(place[..colon], out var run) || !int.TryParse(place.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
            throw new CliException(ExitCodes.Usage, $"'{place}' is not RUN:SEQ.");
        var made = await session.Api.Context.CompileAt(new CompileAtRequest(run, seq, profile, budget, task), session.Cancel);
        session.Terminal.Result(made, _ => session.Terminal.Raw(made.Compile.Markdown));
        session.Terminal.Note(
            $"{made.Compile.UsedTokens} of {made.Compile.Budget} tokens, {made.Compile.Items.Count} items; before step {seq} the window had {made.OriginalTokens} tokens. Receipt {made.Compile.Id}: {session.Api.Page($"context/{made.Compile.Id}")}");
        return ExitCodes.Ok;
    }
}
