using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Contracts.Jobs;
using Contracts.Recorder;
using Npgsql;
using Substrate.Json;

namespace Bench;

/// <summary>Real recorded runs of many formats, most of them small, imported again and again under new identities.</summary>
internal static class ArchiveBench
{
    private const int CopiesPerUpload = 10;

    public static async Task Run(Platform platform, string archive, int steps, Figures figures, Peer copy)
    {
        var copies = new ArchiveCopies(archive);
        var file = Path.Combine(Path.GetTempPath(), $"ctx-bench-{Guid.NewGuid():N}.tar.gz");
        try
        {
            await using var memory = MemoryWatch.Begin(platform);
            var first = await Import(platform, copies, file, 0, 1);
            var (elapsed, read, runs, known) = (first.Elapsed, (long)first.Result.Steps, first.Result.Imported, 0);
            var fresh = await PayloadBytes(platform);
            // What is learned from the first copy is not to be in the way of the others.
            await Quiet(platform, TimeSpan.FromMinutes(5));
            var count = (int)Math.Ceiling(steps / (double)Math.Max(1, first.Result.Steps));
            for (var from = 1; from < count; from += CopiesPerUpload)
            {
                var some = Math.Min(CopiesPerUpload, count - from);
                var next = await Import(platform, copies, file, from, some);
                known += (some * first.Result.Imported) - next.Result.Imported;
                (elapsed, read, runs) = (elapsed + next.Elapsed, read + next.Result.Steps, runs + next.Result.Imported);
            }

            var all = await PayloadBytes(platform);
            figures.Add(
                "ingest.archive_steps_per_s", read / elapsed.TotalSeconds, "steps/s", copy,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{read:N0} steps of {runs:N0} runs: {Path.GetFileName(archive)} ({copies.Bytes / 1048576.0:0} MiB) {count} times under new ids, the first of them in an import of its own; from the first byte sent to the job's end, {elapsed.TotalSeconds:0.0} s, the first {first.Elapsed.TotalSeconds:0.0} s. Payloads: {fresh / 1048576.0:0.0} MiB as stored after the first copy, {all / 1048576.0:0.0} MiB after all, for equal ones are stored once"));
            await memory.Add(figures, "ingest.archive_");
            if (known > 0)
            {
                figures.Note(string.Create(CultureInfo.InvariantCulture, $"{known:N0} runs of the copies were known already (a copy of theirs could not be given another id); they and their steps are not counted."));
            }

            await Learning(platform, figures);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<(TimeSpan Elapsed, ImportResult Result)> Import(Platform platform, ArchiveCopies copies, string file, int from, int count)
    {
        copies.Write(file, from, count);
        var watch = Stopwatch.StartNew();
        var job = await IngestBench.ImportFile(platform, file);
        watch.Stop();
        return job.Status is JobStatus.Done or JobStatus.DoneWithErrors
            ? (watch.Elapsed, job.Result!.Value.Deserialize<ImportResult>(PlatformJson.Options)!)
            : throw new BenchException($"The import of the archive ended {job.Status}: {job.Error}");
    }

    private static async Task<long> PayloadBytes(Platform platform) => await Scalar(platform, "recorderdb", "SELECT COALESCE(sum(length(data)), 0)::bigint FROM blobs");

    /// <summary>What the other services do with the runs goes on after the import.</summary>
    private static async Task Learning(Platform platform, Figures figures)
    {
        var watch = Stopwatch.StartNew();
        var waiting = await Waiting(platform);
        var isDone = await Quiet(platform, TimeSpan.FromMinutes(10));
        figures.Note(string.Create(
            CultureInfo.InvariantCulture,
            $"When the import had ended, {waiting:N0} runs were yet to be announced and learned from; that {(isDone ? "took" : "is not over after")} {watch.Elapsed.TotalSeconds:0} s more."));
    }

    /// <summary>Waits until everything is announced and learned; false when that takes longer. A platform that is not the bench's own cannot be asked.</summary>
    public static async Task<bool> Quiet(Platform platform, TimeSpan patience)
    {
        var watch = Stopwatch.StartNew();
        while (platform.IsOwn && await Waiting(platform) > 0)
        {
            if (watch.Elapsed > patience)
            {
                return false;
            }

            await Task.Delay(500);
        }

        return true;
    }

    private static async Task<long> Waiting(Platform platform) =>
        await Scalar(platform, "recorderdb", "SELECT count(*) FROM outbox WHERE done_at IS NULL") + await Scalar(platform, "memorydb", "SELECT count(*) FROM jobs WHERE finished_at IS NULL");

    private static async Task<long> Scalar(Platform platform, string database, string sql)
    {
        await using var connection = new NpgsqlConnection(platform.AdminConnection(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
