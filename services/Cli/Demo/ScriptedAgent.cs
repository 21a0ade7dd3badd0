using System.Text.RegularExpressions;

namespace Cli.Demo;

/// <param name="Rule">Name of the rule that acted.</param>
internal sealed record AgentTurn(string Rule, string Say, string? Tool, IReadOnlyDictionary<string, string> Args, bool Finish);

/// <summary>
/// Walks through the rules of a script. It knows the task, the text of its context, and the last tool result: it skips a dead end only when the context told it to.
/// </summary>
internal sealed class ScriptedAgent
{
    private readonly AgentScript _script;
    private readonly string _context;
    private readonly Dictionary<string, string> _known;
    private readonly HashSet<ScriptedRule> _fired = [];

    public ScriptedAgent(AgentScript script, ScriptedTask task, string context)
    {
        _script = script;
        _context = context;
        _known = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["test"] = script.TestCommand, ["file"] = task.File, ["broken"] = task.Broken, ["fixed"] = task.Fixed,
        };
    }

    /// <summary>What the agent does next; null when no rule fits, which means it is stuck.</summary>
    public AgentTurn? Next(string? lastTool, string lastOutput)
    {
        foreach (var rule in _script.Rules)
        {
            if (_fired.Contains(rule) || !Fits(rule, lastTool, lastOutput)) continue;
            _fired.Add(rule);
            foreach (var (name, value) in rule.Set ?? new Dictionary<string, string>()) _known[name] = Fill(value);
            return new AgentTurn(rule.Name, Fill(rule.Say), rule.Tool, (rule.Args ?? new Dictionary<string, string>()).ToDictionary(arg => arg.Key, arg => Fill(arg.Value)), rule.Finish);
        }
        return null;
    }

    private bool Fits(ScriptedRule rule, string? lastTool, string lastOutput)
    {
        if (rule.Last is { } last && (last.Tool != lastTool || (last.Output is { } output && !Learn(output, lastOutput)))) return false;
        return rule.Context is null || Learn(rule.Context, _context);
    }

    /// <summary>Named groups of a match become known.</summary>
    private bool Learn(string pattern, string text)
    {
        var match = Regex.Match(text, Fill(pattern, Regex.Escape), RegexOptions.Multiline | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        foreach (var group in match.Groups.Cast<Group>().Where(group => group.Success && !char.IsAsciiDigit(group.Name[0]))) _known[group.Name] = group.Value;
        return match.Success;
    }

    private string Fill(string template) => Fill(template, value => value);

    private string Fill(string template, Func<string, string> quote)
    {
        foreach (var (name, value) in _known) template = template.Replace($"{{{name}}}", quote(value), StringComparison.Ordinal);
        return template;
    }
}
