using System.Text.Json;
using Recorder.Domain;
using Recorder.Domain.Importing;
using ServiceDefaults.Jobs;
using Substrate.Redaction;

namespace Recorder.Features.Import;

/// <summary>Looks whether a file of an upload holds verdicts; most are trajectories, which are told apart without parsing them.</summary>
internal static class VerdictReader
{
    private const int MaxBytes = 8 << 20;

    /// <summary>Every verdict of an upload.</summary>
    public static async Task<List<VerdictFile>> ReadAll(JobContext job, Stream upload, string name, RedactionSettings settings, CancellationToken ct)
    {
        var verdicts = new List<VerdictFile>();
        var files = 0;
        // One for all files: most are megabytes of something else.
        var buffer = new MemoryStream();
        try
        {
            foreach (var entry in SourceArchive.Entries(upload, name))
            {
                ct.ThrowIfCancellationRequested();
                await job.ReportAsync(++files, null, "files");
                if (entry.Content is not null && Read(entry.Path, entry.Content, buffer) is { } verdict)
                {
                    // An instance is told by the name it is stored under.
                    verdicts.Add(verdict with { Outcomes = verdict.Outcomes.DistinctBy(o => SafeText.Label(o.Key, settings)).ToDictionary(o => SafeText.Label(o.Key, settings)!, o => o.Value) });
                }
            }
        }
        catch (Exception e) when (e is UnreadableSourceException or ArchiveBombException or InvalidDataException or EndOfStreamException)
        {
            // Reported when the sessions are read, where the same thing happens at the same place.
        }

        return verdicts;
    }

    private static VerdictFile? Read(string path, Stream content, MemoryStream buffer)
    {
        buffer.SetLength(0);
        var chunk = new byte[64 << 10];
        for (int read; (read = content.Read(chunk, 0, chunk.Length)) > 0;)
        {
            if (buffer.Length == 0 && !SessionFormats.LooksLikeJson(chunk.AsSpan(0, read)) || buffer.Length + read > MaxBytes)
            {
                return null;
            }

            buffer.Write(chunk, 0, read);
        }

        var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        if (bytes.Span.IndexOf("\"resolved_ids\""u8) < 0 && bytes.Span.IndexOf("\"resolved\""u8) < 0)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(SourceJson.MakeReadable(bytes), SourceJson.Options);
            return SessionFormats.All.Any(f => f.OwnsDocument(json.RootElement)) ? null : Verdicts.Read(path, json.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
