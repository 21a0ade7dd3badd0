using System.Formats.Tar;
using System.IO.Compression;
using Harness;
using Substrate.Policies;
using Substrate.Trace;
using Xunit;
using Xunit.Abstractions;

namespace Recorder.Tests.Features;

/// <summary>The recorded runs that lie beside the repository where it is developed. What to expect is counted from the archive's own listing, by name.</summary>
public sealed class RealArchiveTests(ModuleHost<RecorderModule> host, ITestOutputHelper output) : IClassFixture<ModuleHost<RecorderModule>>
{
    [RealArchiveFact]
    public async Task Every_recorded_run_of_a_known_format_is_imported_with_its_verdict_and_a_second_time_adds_nothing()
    {
        var names = Names();
        var mini = names.Where(n => n.EndsWith(".traj.json", StringComparison.Ordinal)).ToList();
        var swe = names.Where(n => n.EndsWith(".traj", StringComparison.Ordinal) || n.EndsWith("_demo.yaml", StringComparison.Ordinal)).ToList();
        var claude = names.Where(n => n.Contains("claude-code/", StringComparison.Ordinal) && (n.EndsWith(".jsonl", StringComparison.Ordinal) || n.EndsWith("sample_session.json", StringComparison.Ordinal))).ToList();
        var client = new RecorderClient(host.As(CallerRole.Member));
        var body = await File.ReadAllBytesAsync(RealArchiveFactAttribute.Path!);

        var (job, first) = await client.Import(body, "trajectories.tar.gz", atMost: TimeSpan.FromMinutes(3));

        output.WriteLine($"{first.Imported} imported, {first.Steps} steps in {(job.FinishedAt - job.StartedAt)!.Value.TotalSeconds:0.0} s; failed {first.Failed.Count}, skipped {first.Skipped.Count}");
        foreach (var failure in first.Failed) output.WriteLine($"failed {failure.File}:{failure.Line} {failure.Reason}");
        Assert.Empty(first.Failed);
        Assert.Equal(mini.Count, first.Formats["mini-swe-agent"]);
        Assert.Equal(swe.Count, first.Formats["swe-agent"]);
        Assert.Equal(claude.Count, first.Formats["claude-code"]);
        var runs = await client.All();
        Assert.Equal(first.Imported, runs.Count);
        foreach (var run in runs.Where(r => r.Source!.Format is "mini-swe-agent" or "swe-agent" or "claude-code"))
        {
            output.WriteLine($"{run.Source!.Format} {run.Outcome.Status} steps {run.StepCount} calls {run.ToolCallCount} err {run.ErrorCount} in {run.Tokens.In} cost {run.Cost} repo {run.Repo} model {run.Model} v {run.Agent.Version} red {run.RedactionCount} | {run.Task.ReplaceLineEndings(" ")[..Math.Min(90, run.Task.Length)]}");
            Assert.True((await client.Verify(run.Id)).Ok, run.Source.File);
        }

        Assert.Equal(OutcomeStatus.Succeeded, Verdict("output/deepseek_chat_dev/sqlfluff__sqlfluff-1733/"));
        Assert.Equal(OutcomeStatus.Failed, Verdict("output/deepseek_chat_dev_rerun/sqlfluff__sqlfluff-1733/"));
        Assert.Equal(OutcomeStatus.InfraError, Verdict("output/deepseek_reasoner_dev/sqlfluff__sqlfluff-1733/"));
        Assert.Equal(OutcomeStatus.Unknown, Verdict("output/deepseek_reasoner_dev/sqlfluff__sqlfluff-2419/"));
        Assert.Equal(OutcomeStatus.Succeeded, Verdict("pydantic__pydantic.acb0f10f.pr_8316/"));

        var (_, second) = await client.Import(body, "trajectories.tar.gz", atMost: TimeSpan.FromMinutes(3));

        Assert.Equal(0, second.Imported);
        // One trace lies there twice.
        Assert.Equal(first.Imported + first.Unchanged, second.Unchanged);
        Assert.Equal(runs.Count, (await client.All()).Count);

        OutcomeStatus Verdict(string part) => Assert.Single(runs, r => r.Source!.File!.Contains(part, StringComparison.Ordinal)).Outcome.Status;
    }

    private static List<string> Names()
    {
        using var gzip = new GZipStream(File.OpenRead(RealArchiveFactAttribute.Path!), CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        var names = new List<string>();
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            {
                names.Add(entry.Name);
            }
        }

        return names;
    }
}

[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealArchiveFactAttribute : FactAttribute
{
    public RealArchiveFactAttribute() => Skip = Path is null ? "The archive of recorded runs is not on this machine." : null;

    public static string? Path { get; } = Find();

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(Repository.Root).Parent; folder is not null; folder = folder.Parent)
        {
            var archive = System.IO.Path.Combine(folder.FullName, "shared", "data", "trajectories.tar.gz");
            if (File.Exists(archive))
            {
                return archive;
            }
        }

        return null;
    }
}
