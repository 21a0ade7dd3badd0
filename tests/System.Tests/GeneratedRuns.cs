using System.IO.Compression;
using System.Text.Json;

namespace System.Tests;

/// <summary>An archive of made-up sessions in mini-swe-agent's format, each with content of its own.</summary>
/// <param name="Batch">Part of the repository's name, so that a batch's runs can be listed.</param>
/// <param name="Turns">Commands per run; each is an llm step and a tool step.</param>
internal sealed record GeneratedRuns(string Batch, int Runs, int Turns)
{
    public string Repo => $"acme/{Batch}";

    // system + task + (reply + result) per turn
    public int StepsPerRun => 2 + (2 * Turns);

    public byte[] Zip()
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var run = 0; run < Runs; run++)
            {
                using var entry = archive.CreateEntry($"acme__{Batch}-{run}.traj.json", CompressionLevel.Fastest).Open();
                JsonSerializer.Serialize(entry, Session(run));
            }
        }

        return bytes.ToArray();
    }

    private object Session(int run) => new
    {
        instance_id = $"acme__{Batch}-{run}",
        trajectory_format = "mini-swe-agent-1.1",
        info = new { exit_status = "Submitted", mini_version = "1.14.0", config = new { model = new { model_name = "scripted" } } },
        messages = Messages(run),
    };

    private IEnumerable<object> Messages(int run)
    {
        yield return new { role = "system", content = "You work in a shell." };
        yield return new { role = "user", content = $"Task {run} of {Batch}: count the lines of file {run}." };
        for (var turn = 0; turn < Turns; turn++)
        {
            var id = $"call_{run}_{turn}";
            yield return new
            {
                role = "assistant",
                content = $"Step {turn} of run {run}.",
                tool_calls = new[] { new { id, type = "function", function = new { name = "bash", arguments = JsonSerializer.Serialize(new { command = $"wc -l part-{run}-{turn}.txt" }) } } },
            };
            yield return new { role = "tool", tool_call_id = id, content = $"<returncode>0</returncode><output>{(run * 1000) + turn} part-{run}-{turn}.txt</output>" };
        }
    }
}
