namespace Substrate.Compiling;

/// <summary>The window as Anthropic's Messages API takes it: the system text apart, and messages whose roles alternate, the user's first.</summary>
/// <param name="System">Null when there are no instructions.</param>
/// <param name="Messages">Empty when there are only instructions; the API wants at least one, which is then the caller's own.</param>
public sealed record RenderedAnthropic(string? System, IReadOnlyList<RenderedMessage> Messages)
{
    public static RenderedAnthropic Of(IReadOnlyList<RenderedMessage> messages)
    {
        var system = string.Join("\n\n", messages.Where(message => message.Role == "system").Select(message => message.Content));
        var turns = new List<RenderedMessage>();
        foreach (var message in messages.Where(message => message.Role != "system"))
        {
            if (turns.Count > 0 && turns[^1].Role == message.Role) turns[^1] = turns[^1] with { Content = $"{turns[^1].Content}\n\n{message.Content}" };
            else turns.Add(message);
        }
        return new(system.Length == 0 ? null : system, turns);
    }
}
