using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bench;

/// <param name="Seconds">The best pass over all texts.</param>
/// <param name="Counts">One for each text, in their order.</param>
internal sealed record PeerCounts(double Seconds, IReadOnlyList<int> Counts);

internal sealed record PeerTokenizer(string Version, PeerCounts O200k, PeerCounts Cl100k);

/// <param name="Tiktoken">OpenAI's own, the measure of what is right.</param>
/// <param name="GptTokenizer">The fast one.</param>
internal sealed record PeerAnswer(PeerTokenizer Tiktoken, PeerTokenizer GptTokenizer);

/// <summary>npm tiktoken and npm gpt-tokenizer, run by node over the same texts. `./dev bench` installs it beside its script.</summary>
internal static class TokenPeer
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>Null with the reason where node or the package is not on this machine.</returns>
    public static async Task<(PeerAnswer? Answer, string? Missing)> Measure(IReadOnlyList<string> texts, int passes)
    {
        var folder = Path.Combine(Repository.Root, "tests", "Bench", "tokenizer");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "tiktoken")))
        {
            return (null, "npm tiktoken and gpt-tokenizer are not installed (./dev bench installs them where node and npm are)");
        }

        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllLinesAsync(file, texts.Select(text => JsonSerializer.Serialize(text, Json)));
            var start = new ProcessStartInfo("node", [Path.Combine(folder, "count.mjs"), file, passes.ToString(CultureInfo.InvariantCulture)]) { UseShellExecute = false, RedirectStandardOutput = true };
            using var node = Process.Start(start)!;
            var said = await node.StandardOutput.ReadToEndAsync();
            await node.WaitForExitAsync();
            return node.ExitCode == 0
                ? (JsonSerializer.Deserialize<PeerAnswer>(said, Json), null)
                : throw new BenchException($"node {Path.Combine(folder, "count.mjs")} ended with {node.ExitCode}; what it said stands above.");
        }
        catch (Win32Exception)
        {
            return (null, "node is not on this machine");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
