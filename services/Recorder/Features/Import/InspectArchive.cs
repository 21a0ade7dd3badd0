using System.Text.Json;
using System.Text.RegularExpressions;
using Recorder.Domain.Importing;

namespace Recorder.Features.Import;

/// <summary>
/// Inspect's <c>.eval</c>: a zip of a header and one member for each sample. Every sample becomes a file of its own, <c>{"inspect":header,"sample":…}</c>
/// under the log's name, so that a damaged one takes no other with it and only one is in memory.
/// </summary>
internal static partial class InspectArchive
{
    private const int MaxHeader = 32 << 20;

    // A log that was not closed has the start of its journal only.
    private static readonly string[] Headers = ["header.json", "_journal/start.json"];

    /// <summary>The header and the samples, when the zip is a log; null when it is another.</summary>
    public static IReadOnlyList<ZipMember>? Members(ZipDirectory zip)
    {
        var members = zip.Members().Where(m => Headers.Contains(m.Name, StringComparer.Ordinal) || IsSample(m.Name) || m.Name == "summaries.json").ToList();
        return members.Exists(m => m.Name == Headers[1]) || members.Exists(m => m.Name == Headers[0]) && members.Count > 1 ? members : null;
    }

    public static IEnumerable<ArchiveEntry> Entries(string path, ZipDirectory zip, IReadOnlyList<ZipMember> log, InflationBudget budget)
    {
        var (header, problem) = Header(zip, Headers.Select(name => log.FirstOrDefault(m => m.Name == name)).First(m => m is not null)!, budget);
        var samples = log.Where(m => IsSample(m.Name)).ToList();
        if (header is null || samples.Count == 0)
        {
            yield return new ArchiveEntry(path, null, problem ?? "The Inspect log holds no samples.");
            yield break;
        }

        foreach (var member in samples)
        {
            var name = $"{path}/{member.Name}";
            if (Chunked().IsMatch(member.Name))
            {
                yield return new ArchiveEntry(name, null, "The sample is kept in chunks, which are not understood; write it anew with `inspect log convert`.");
                continue;
            }

            var (content, fault) = zip.Content(member, budget);
            yield return content is null ? new ArchiveEntry(name, null, fault) : new ArchiveEntry(name, new JoinedStream(
                Text("{\"inspect\":"u8), new MemoryStream(header), Text(",\"sample\":"u8), content, Text("}"u8)));
            content?.Dispose();
        }
    }

    private static (byte[]? Header, string? Problem) Header(ZipDirectory zip, ZipMember member, InflationBudget budget)
    {
        var (content, problem) = zip.Content(member, budget);
        if (content is null || member.Size > MaxHeader)
        {
            return (null, $"{member.Name}: {problem ?? $"It is larger than {MaxHeader >> 20} MiB."}");
        }

        try
        {
            // Its reader ends it where the archive says that it ends.
            using var file = new MemoryStream();
            content.CopyTo(file);
            using var json = JsonDocument.Parse(SourceJson.MakeReadable(file.GetBuffer().AsMemory(0, (int)file.Length)), SourceJson.Options);
            return (InspectFormat.Header(json.RootElement), null);
        }
        catch (InvalidDataException)
        {
            return (null, $"{member.Name}: {ArchiveProblems.Damaged}");
        }
        catch (JsonException e)
        {
            return (null, $"{member.Name} is not valid JSON (line {e.LineNumber + 1}).");
        }
    }

    private static bool IsSample(string name) =>
        name.StartsWith("samples/", StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal)
        && (!Chunked().IsMatch(name) || name.EndsWith("/sample.json", StringComparison.Ordinal));

    private static MemoryStream Text(ReadOnlySpan<byte> text) => new(text.ToArray());

    [GeneratedRegex(@"^samples/.*_epoch_\d+/", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Chunked();
}
