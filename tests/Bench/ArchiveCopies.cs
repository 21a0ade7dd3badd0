using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace Bench;

/// <summary>
/// An archive of recorded runs, again and again under new identities: whatever a format tells a session by is another in each copy, in the same manner wherever it
/// stands, so that links, calls and verdicts still fit. All else is as it was.
/// </summary>
internal sealed partial class ArchiveCopies
{
    private readonly List<(string Path, byte[] Content)> _files = [];

    public ArchiveCopies(string archive)
    {
        if (!File.Exists(archive))
        {
            throw new BenchException($"There is no archive {archive}.");
        }

        using var file = File.OpenRead(archive);
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(gzip);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
            {
                var content = new MemoryStream();
                entry.DataStream?.CopyTo(content);
                _files.Add((entry.Name, content.ToArray()));
            }
        }
    }

    public long Bytes => _files.Sum(f => (long)f.Content.Length);

    /// <summary>Writes the copies <paramref name="from"/> … <paramref name="from"/> + <paramref name="count"/> - 1 into one archive; copy 0 is the archive itself.</summary>
    public void Write(string path, int from, int count)
    {
        using var file = File.Create(path);
        using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        using var tar = new TarWriter(gzip, TarEntryFormat.Pax);
        for (var copy = from; copy < from + count; copy++)
        {
            foreach (var (name, content) in _files)
            {
                var renamed = copy == 0 ? name : string.Create(CultureInfo.InvariantCulture, $"copy-{copy}/{Instance().Replace(name, Again)}");
                var again = copy == 0 ? content : Rename(name, content, copy);
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, renamed) { DataStream = new MemoryStream(again) });

                string Again(Match m) => InstanceOf(m, copy);
            }
        }
    }

    private static byte[] Rename(string name, byte[] content, int copy)
    {
        // Byte for byte: what is no UTF-8 stays what it is.
        var text = Encoding.Latin1.GetString(content);
        var mark = copy.ToString(CultureInfo.InvariantCulture);
        if (name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
        {
            return Encoding.Latin1.GetBytes(Row().Replace(text, m => $"{m.Value}~{mark}"));
        }

        text = Uuid().Replace(text, m => (Convert.ToUInt32(m.Value[..8], 16) ^ (uint)copy * 0x9E3779B1u).ToString("x8", CultureInfo.InvariantCulture) + m.Value[8..]);
        text = Instance().Replace(text, m => InstanceOf(m, copy));
        text = Trial().Replace(text, m => $"{m.Groups["key"].Value}{int.Parse(m.Groups["n"].Value, CultureInfo.InvariantCulture) + 1000 * copy}");
        text = Id().Replace(text, m => $"{m.Value}~{mark}");
        // What has no ids is told by its content: trees of answers by the whole document, cassettes by what was asked.
        text = Uri().Replace(text, m => $"{m.Value}#{mark}");
        if (name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && Root().Match(text) is { Success: true } root)
        {
            text = $"{root.Value}\"copy\":{mark},{text[root.Length..]}";
        }

        return Encoding.Latin1.GetBytes(text);
    }

    private static string InstanceOf(Match m, int copy) => string.Create(CultureInfo.InvariantCulture, $"{m.Groups["repo"].Value}-{copy}0{m.Groups["n"].Value}");

    [GeneratedRegex(@"\b[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b)|\b[0-9a-f]{32}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Uuid();

    /// <summary>SWE-bench's names of tasks: they are in files, in their paths, and in lists of verdicts.</summary>
    [GeneratedRegex(@"\b(?<repo>[A-Za-z0-9-]+__[A-Za-z0-9.-]*[A-Za-z])-(?<n>[0-9]+)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Instance();

    [GeneratedRegex(@"(?<key>""trial""\s*:\s*)(?<n>[0-9]{1,6})\b", RegexOptions.CultureInvariant)]
    private static partial Regex Trial();

    [GeneratedRegex(@"(?<=^|\n) *uri: [^\s'""]+", RegexOptions.CultureInvariant)]
    private static partial Regex Uri();

    /// <summary>The beginning of a document that is an object with members.</summary>
    [GeneratedRegex(@"^\s*\{(?=\s*"")", RegexOptions.CultureInvariant)]
    private static partial Regex Root();

    /// <summary>A member whose name ends in id, up to the end of its value.</summary>
    [GeneratedRegex(@"(?<!\\)""(?!model)\w{0,30}[iI][dD](?<!\\)""\s*:\s*""[^""\\\r\n]{1,150}(?="")", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    /// <summary>The first cell of every row but the header.</summary>
    [GeneratedRegex(@"(?<=\n)[^,\r\n]+(?=,)", RegexOptions.CultureInvariant)]
    private static partial Regex Row();
}
