using System.Text.Json;
using Substrate.Json;

namespace Cli.Demo;

/// <summary>The demo agent as data (agent.json).</summary>
/// <param name="TestCommand">What it believes runs the tests before it learns better.</param>
internal sealed record AgentScript(
    string Label, string Name, string Version, string Instruction, string TestCommand, IReadOnlyDictionary<string, ScriptedTask> Tasks, IReadOnlyList<ScriptedRule> Rules)
{
    public static AgentScript Load()
    {
        using var stream = typeof(AgentScript).Assembly.GetManifestResourceStream("demo/agent.json") ?? throw new InvalidOperationException("agent.json is not embedded in this build.");
        return JsonSerializer.Deserialize<AgentScript>(stream, PlatformJson.Strict)!;
    }
}

/// <param name="File">File with the fault.</param>
/// <param name="Broken">The faulty text, which the scratch repository is given.</param>
/// <param name="Fixed">What belongs there.</param>
internal sealed record ScriptedTask(string Text, string File, string Broken, string Fixed);

/// <summary>The first rule that fits and has not fired yet acts. Values in braces stand for what is known so far.</summary>
/// <param name="Context">Fits only when this pattern is in the context the agent received; its named groups become known.</param>
/// <param name="Last">Fits only after such a result; named groups become known.</param>
/// <param name="Set">What becomes known under a name.</param>
/// <param name="Finish">The work is done.</param>
internal sealed record ScriptedRule(
    string Name, string Say, string? Context = null, LastResult? Last = null, IReadOnlyDictionary<string, string>? Set = null, string? Tool = null,
    IReadOnlyDictionary<string, string>? Args = null, bool Finish = false);

/// <param name="Output">A pattern in what the tool gave back; lines count on their own.</param>
internal sealed record LastResult(string Tool, string? Output = null);
