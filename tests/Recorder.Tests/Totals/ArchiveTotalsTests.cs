using System.Formats.Tar;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Harness;
using Recorder.Tests.Features;
using Substrate.Policies;
using Xunit;
using Xunit.Abstractions;

namespace Recorder.Tests.Totals;

/// <summary>
/// Everything recorded in the archive beside the repository, counted twice: by <see cref="RawCounts"/> from the raw files, and by importing it. Nothing is
/// compared as a sum only: each file must agree with itself.
/// </summary>
public sealed class ArchiveTotalsTests(ModuleHost<RecorderModule> host, ITestOutputHelper output) : IClassFixture<ModuleHost<RecorderModule>>
{
    private const string Root = "trajectories/";

    // Why a file of the archive is no recording; every other one must be imported.
    private static readonly (string Reason, string Names)[] NoRecordings =
    [
        ("a licence, a source note or prose", @"(^|/)(LICENSE(\.md)?|SOURCE\.md|README\w*\.md|FORMATS\.md|SNAPSHOT_TESTING\.md|wiki\.md|story\.md|transcript\.md|Cargo\.toml|\.DS_Store)$"),
        ("a program", @"\.(py|js)$"),
        ("a schema of a format", @"\.schema\.json$"),
        ("a listing or an expectation beside a recording", @"/(directory-snapshot\.json|post-condition-output\.txt|expected_transcript\.txt|input_hash_vectors\.json)$|\.chatml\.json$"),
        ("a verdict or a submission, read with the runs it speaks for", @"/(preds\.json|all_preds\.jsonl|report\.json|patch\.jsonl|exit_statuses_[\d.]+\.yaml|[\w-]+__[\w-]+\.[\w-]+\.json)$|\.patch$"),
        ("a configuration or a state without events", @"/(args\.yaml|base_state\.json)$"),
        ("messages without a run", @"-llm-message\.json$"),
    ];

    // One recording in two files: the second adds nothing.
    private static readonly string[] Twins =
    [
        "langfuse-framework-traces/worker/src/__tests__/chatml/framework-traces/pydantic-ai-2025-06-06.trace.json",
    ];

    [RealArchiveFact]
    public async Task Every_file_comes_to_what_is_counted_in_it_and_a_second_time_adds_nothing()
    {
        var files = Files();
        var counted = files.Select(f => (f.Name, Count: RawCounts.Of(f.Name, f.Bytes))).Where(f => f.Count is not null).ToDictionary(f => f.Name, f => f.Count!.Value);
        var org = Guid.NewGuid();
        var client = new RecorderClient(host.As(CallerRole.Member, org));
        var body = await File.ReadAllBytesAsync(RealArchiveFactAttribute.Path!);

        var (_, first) = await client.Import(body, "trajectories.tar.gz", atMost: TimeSpan.FromMinutes(8));

        Assert.Empty(first.Failed);
        var imported = await Imported(org, files.Select(f => f.Name).ToHashSet());
        Report(counted, imported);
        var differing = counted.Keys.Union(imported.Keys).Order(StringComparer.Ordinal)
            .Except(Twins).Select(name => (name, Raw: counted.GetValueOrDefault(name), Run: imported.GetValueOrDefault(name))).Where(f => f.Raw != f.Run)
            .Select(f => $"{f.name}: counted {f.Raw}, imported {f.Run}");
        foreach (var difference in differing) output.WriteLine(difference);
        Assert.Equal([], differing);
        Assert.Equal((counted.Values.Sum(c => c.Runs) - Twins.Length, Twins.Length), (first.Imported, first.Unchanged));
        Assert.Equal([], files.Select(f => f.Name).Except(counted.Keys).Where(name => !NoRecordings.Any(reason => Regex.IsMatch(name, reason.Names))));
        Assert.All(NoRecordings, reason => Assert.Contains(files, f => Regex.IsMatch(f.Name, reason.Names)));

        var (_, second) = await client.Import(body, "trajectories.tar.gz", atMost: TimeSpan.FromMinutes(8));

        Assert.Equal((0, first.Imported + Twins.Length, 0), (second.Imported, second.Unchanged, second.Failed.Count));
        Assert.Equal(imported, await Imported(org, files.Select(f => f.Name).ToHashSet()));
    }

    private void Report(Dictionary<string, RawCount> counted, Dictionary<string, RawCount> imported)
    {
        foreach (var source in counted.Keys.Select(Source).Distinct().Order(StringComparer.Ordinal))
        {
            var raw = RawCount.Sum(counted.Where(c => Source(c.Key) == source).Select(c => c.Value));
            var run = RawCount.Sum(imported.Where(c => Source(c.Key) == source).Select(c => c.Value));
            output.WriteLine($"{(raw == run ? "  " : "!=")} {source}: counted {raw}, imported {run}");
        }

        static string Source(string name) => name.Split('/')[0];
    }

    /// <summary>What the runs came to, by the file that they came from; a sample's file lies inside its log.</summary>
    private async Task<Dictionary<string, RawCount>> Imported(Guid org, HashSet<string> names)
    {
        var rows = await host.Platform.ScalarAsync<string>(
            "recorder",
            """
            SELECT json_agg(json_build_object('file', s.file, 'llm', (SELECT count(*) FROM steps t WHERE t.org_id = r.org_id AND t.run_id = r.id AND t.kind = 'llm'),
              'tools', r.tool_call_count, 'in', r.tokens_in, 'out', r.tokens_out))::text
            FROM runs r JOIN run_sources s ON s.org_id = r.org_id AND s.run_id = r.id WHERE r.org_id = $1
            """, org);
        return Raw.Json(rows!).EnumerateArray().Select(row => (File: Name(Raw.Text(row, "file")!), Count: new RawCount(
                1, (int)Raw.Number(row, "llm"), (int)Raw.Number(row, "tools"), Raw.Number(row, "in"), Raw.Number(row, "out"))))
            .GroupBy(row => row.File).ToDictionary(g => g.Key, g => RawCount.Sum(g.Select(r => r.Count)));

        string Name(string file)
        {
            var name = file.StartsWith(Root, StringComparison.Ordinal) ? file[Root.Length..] : file;
            return names.Contains(name) ? name : names.FirstOrDefault(n => name.StartsWith(n + "/", StringComparison.Ordinal)) ?? name;
        }
    }

    private static List<(string Name, byte[] Bytes)> Files()
    {
        using var tar = new TarReader(new GZipStream(File.OpenRead(RealArchiveFactAttribute.Path!), CompressionMode.Decompress));
        var files = new List<(string, byte[])>();
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            {
                using var bytes = new MemoryStream();
                entry.DataStream?.CopyTo(bytes);
                files.Add((entry.Name[(entry.Name.IndexOf(Root, StringComparison.Ordinal) + Root.Length)..], bytes.ToArray()));
            }
        }

        return files;
    }
}
