using System.Text.Json;
using Recorder.Domain;
using Recorder.Domain.Importing;
using Substrate.Compiling;
using Substrate.Trace;

namespace Bench;

/// <summary>A run of mini-swe-agent, read by the recorder's own importer, so that its steps are those that the platform would hold.</summary>
/// <param name="Name">Configuration and instance: the two folders that its file stands in.</param>
internal sealed record RecordedRun(string Name, string Repo, string Task, IReadOnlyList<RecordedStep> Steps)
{
    private const string Files = "*.traj.json";

    /// <summary>All runs below a folder, in the order of their paths. A file of another format, or one that nothing can be read from, counts as skipped.</summary>
    public static (IReadOnlyList<RecordedRun> Runs, int Skipped) Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new BenchException($"There is no folder {folder}.");
        }

        var (runs, skipped) = (new List<RecordedRun>(), 0);
        foreach (var file in Directory.EnumerateFiles(folder, Files, SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Of(file) is { } run)
            {
                runs.Add(run);
            }
            else
            {
                skipped++;
            }
        }

        return runs.Count > 0 ? (runs, skipped) : throw new BenchException($"No run of mini-swe-agent ({Files}) in {folder}.");
    }

    /// <summary>The commands that a step ran, if it is a tool's; a call whose arguments name no command counts as its arguments.</summary>
    public static string? Command(RecordedStep step)
    {
        if (step.Kind != StepKind.Tool || step.Args is null)
        {
            return null;
        }

        try
        {
            using var args = JsonDocument.Parse(step.Args);
            return args.RootElement.ValueKind == JsonValueKind.Object && args.RootElement.TryGetProperty("command", out var command) && command.ValueKind == JsonValueKind.String
                ? command.GetString()
                : step.Args;
        }
        catch (JsonException)
        {
            return step.Args;
        }
    }

    private static RecordedRun? Of(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            if (!new MiniSweAgentFormat().OwnsDocument(json.RootElement))
            {
                return null;
            }

            var session = MiniSweAgentReader.Open(json.RootElement);
            var steps = new List<RecordedStep>();
            var sink = new StepSink(draft => steps.Add(Step(draft)));
            foreach (var record in session.Records)
            {
                session.Reader.Read(new(record, 0), sink);
            }
            session.Reader.Settle(sink);
            var facts = session.Reader.Facts;
            var folders = Path.GetDirectoryName(file)!.Split(Path.DirectorySeparatorChar);
            return new(string.Join('/', folders[^Math.Min(2, folders.Length)..]), facts.Repo ?? "unknown", facts.Task ?? "", steps);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static RecordedStep Step(StepDraft draft) => new(
        draft.Seq, draft.Kind, draft.T0, draft.Output?.Text, draft.Tool?.Name, draft.Tool?.Args?.Text, draft.Tool?.Result?.Text, draft.Tool?.IsError ?? false, draft.Tool?.ExitCode, draft.Error);
}
