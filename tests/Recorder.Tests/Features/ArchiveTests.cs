using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Recorder.Domain.Importing;
using Recorder.Features.Import;
using Xunit;

namespace Recorder.Tests.Features;

public sealed class ArchiveTests
{
    [Fact]
    public void A_log_of_Inspect_gives_its_samples_whichever_way_they_are_packed()
    {
        var entries = Read(LogSamples.Eval(i => i == 1, LogSamples.InspectSample("1"), LogSamples.InspectSample("2")), "logs/a.eval");

        Assert.Equal(["logs/a.eval/samples/1_epoch_1.json", "logs/a.eval/samples/2_epoch_1.json"], entries.Select(e => e.Path));
        Assert.Equal(["run1/task1/1/1", "run1/task1/2/1"], entries.Select(e => Assert.Single(Domain.Importing.Reading.All(e.Text!).Sessions).Identity.SessionId));
    }

    [Fact]
    public void A_log_of_Inspect_inside_another_archive_is_read_too_and_any_other_archive_is_named()
    {
        var eval = LogSamples.Eval(_ => true, LogSamples.InspectSample());
        var inner = LogSamples.Zip([("x.jsonl", Samples.Bytes("{}"), 8)]);

        foreach (var archive in new[] { LogSamples.Zip([("a.eval", eval, 0), ("b.zip", inner, 0), ("c.json", [.. "[]"u8], 8)]), Tar(("a.eval", eval), ("b.zip", inner), ("c.json", [.. "[]"u8])) })
        {
            var entries = Read(archive, "all");

            Assert.Equal(["a.eval/samples/1_epoch_1.json", "b.zip", "c.json"], entries.Select(e => e.Path));
            Assert.Equal((ArchiveProblems.Nested, "[]"), (entries[1].Problem, entries[2].Text));
        }
    }

    [Fact]
    public void A_damaged_sample_takes_no_other_with_it()
    {
        var eval = LogSamples.Eval(i => i == 0, LogSamples.InspectSample(), LogSamples.InspectSample("2"));
        // The zstd frame's own content.
        eval.AsSpan(eval.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]) + 40, 8).Fill(0xff);

        var entries = Read(eval, "a.eval");

        Assert.Equal((true, null), (entries[0].Broke, entries[1].Problem));
        Assert.NotNull(entries[1].Text);
    }

    [Fact]
    public void Where_the_library_for_zstd_is_absent_the_answer_says_what_to_install()
    {
        var refused = Assert.Throws<UnreadableSourceException>(() => ZstdStream.Over(Stream.Null, "libzstd-absent.so.9"));

        Assert.Contains("libzstd1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Zstd_data_comes_out_whole_however_it_is_asked_for_and_a_torn_end_is_noticed()
    {
        var random = new Random(3);
        var content = Enumerable.Range(0, 700_000).Select(i => (byte)(i % 97 == 0 ? random.Next(256) : i / 1000)).ToArray();
        byte[] packed = [.. LogSamples.Zstandard(content), .. LogSamples.Zstandard([1, 2, 3])];
        using var whole = new MemoryStream();
        using (var stream = ZstdStream.Over(new MemoryStream(packed)))
        {
            for (int read, size = 1; (read = stream.Read(new byte[size = size * 7 % 300_007 + 1])) > 0;)
            {
                whole.SetLength(whole.Length + read);
            }
        }

        using var again = ZstdStream.Over(new MemoryStream(packed));
        using var copy = new MemoryStream();
        again.CopyTo(copy);

        Assert.Equal(content.Length + 3, whole.Length);
        Assert.Equal([.. content, 1, 2, 3], copy.ToArray());
        Assert.Throws<InvalidDataException>(() => ZstdStream.Over(new MemoryStream(packed[..^5])).CopyTo(Stream.Null));
        Assert.Throws<InvalidDataException>(() => ZstdStream.Over(new MemoryStream([1, 2, 3, 4, 5, 6, 7, 8])).CopyTo(Stream.Null));
    }

    [Theory]
    [InlineData("../up.json")]
    [InlineData("a/../../up.json")]
    [InlineData("/etc/passwd.json")]
    [InlineData("..\\up.json")]
    [InlineData("C:/up.json")]
    public void A_name_that_points_outside_is_refused_by_name(string name)
    {
        foreach (var archive in new[] { LogSamples.Zip([(name, [.. "{}"u8], 8), ("good.json", [.. "{}"u8], 8)]), Tar((name, [.. "{}"u8]), ("good.json", [.. "{}"u8])) })
        {
            var entries = Read(archive, "all");

            Assert.Equal((name.Replace('\\', '/'), 2), (entries[0].Path, entries.Count));
            Assert.Contains("outside the archive", entries[0].Problem, StringComparison.Ordinal);
            Assert.Equal("{}", entries[1].Text);
        }
    }

    [Fact]
    public void Links_and_devices_are_named_and_never_followed()
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "d"));
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "s.json") { LinkName = "/etc/passwd" });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "h.json") { LinkName = "good.json" });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.CharacterDevice, "null.json") { DeviceMajor = 1, DeviceMinor = 3 });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Fifo, "pipe.json"));
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "good.json") { DataStream = new MemoryStream([.. "{}"u8]) });
        }

        var tarred = Read(bytes.ToArray(), "all.tar");
        var zipped = Read(LogSamples.Zip([("s.json", [.. "/etc/passwd"u8], 0), ("good.json", [.. "{}"u8], 0)], (name, entry) => { if (name == "s.json") entry[41] = 0xA1; }), "all.zip");

        Assert.Equal(["s.json", "h.json", "null.json", "pipe.json", "good.json"], tarred.Select(e => e.Path));
        Assert.Equal([true, true, true, true, false], tarred.Select(e => e.Problem is not null));
        Assert.Equal([ArchiveProblems.Link, null], zipped.Select(e => e.Problem));
    }

    [Fact]
    public void An_upload_is_read_again_after_it_was_read_whichever_way_it_is_packed()
    {
        byte[] content = [.. "{}"u8];
        var tar = Tar(("a.json", content), ("b.json", content));
        foreach (var (bytes, name) in new[] { (tar, "all.tar"), (Packed(tar), "all.tar.gz"), (Packed(content), "a.json.gz"), (LogSamples.Zip([("a.json", content, 8)]), "all.zip"), (content, "a.json") })
        {
            using var upload = new MemoryStream(bytes);
            var first = SourceArchive.Entries(upload, name).Select(entry => entry.Path).ToList();

            Assert.NotEmpty(first);
            Assert.Equal(first, SourceArchive.Entries(upload, name).Select(entry => entry.Path));
        }

        static byte[] Packed(byte[] content)
        {
            using var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(content);
            }

            return packed.ToArray();
        }
    }

    [Fact]
    public void A_zip_that_says_it_holds_a_million_files_is_refused_before_any_is_listed()
    {
        var zip = LogSamples.Zip([("a.json", [.. "{}"u8], 0)]);
        zip.AsSpan()[^14..^10].Fill(0xff);
        // The counts that do not fit are in the zip64 records, which come before the end.
        byte[] end64 = [.. "PK\x06\x06"u8, .. BitConverter.GetBytes(44L), .. new byte[12], .. new byte[8], .. BitConverter.GetBytes(1_000_000L), .. BitConverter.GetBytes(1_000_000L), .. new byte[16]];
        byte[] many = [.. zip[..^22], .. end64[..24], .. end64[24..], .. "PK\x06\x07"u8, .. new byte[4], .. BitConverter.GetBytes((long)zip.Length - 22), .. new byte[4], .. zip[^22..]];

        var refused = Assert.Throws<UnreadableSourceException>(() => Read(many, "many.zip"));

        Assert.Contains("more than 50000 files", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tar_of_too_many_files_gives_the_first_ones_and_says_that_there_are_more()
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            for (var i = 0; i <= SourceArchive.MaxEntries; i++)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"{i}.json"));
            }
        }

        var seen = 0;
        var refused = Assert.Throws<UnreadableSourceException>(() => { foreach (var entry in SourceArchive.Entries(bytes, "many.tar.gz")) seen += entry.Content is null ? 0 : 1; });

        Assert.Equal(SourceArchive.MaxEntries, seen);
        Assert.Contains("the rest was not read", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(12, "compression method 12")]
    [InlineData(99, "compression method 99")]
    public void A_member_packed_in_an_unknown_way_is_named(int method, string reason)
    {
        var entries = Read(LogSamples.Zip([("a.json", [.. "{}"u8], method), ("b.json", [.. "{}"u8], 8)]), "all.zip");

        Assert.Contains(reason, entries[0].Problem, StringComparison.Ordinal);
        Assert.Equal("{}", entries[1].Text);
    }

    [Fact]
    public void A_member_that_unpacks_to_more_or_less_than_it_says_is_damaged()
    {
        foreach (var lie in new[] { 1, 3 })
        {
            var entries = Read(LogSamples.Zip([("a.json", [.. "{}"u8], 8), ("b.json", [.. "{}"u8], 8)], (name, entry) => { if (name == "a.json") entry[24] = (byte)lie; }), "all.zip");

            Assert.True(entries[0].Broke || entries[0].Problem is not null);
            Assert.Equal("{}", entries[1].Text);
        }
    }

    [Fact]
    public void However_an_archive_is_cut_or_flipped_only_an_answer_comes_of_it()
    {
        var random = new Random(7);
        byte[][] archives =
        [
            LogSamples.Zip([("a.json", [.. "{\"a\":1}"u8], 8), ("b.json", [.. "{}"u8], 93), ("c.json", [.. "{}"u8], 0)]), LogSamples.Eval(i => i == 0, LogSamples.InspectSample(), "{}"),
            Samples.TarGz(("a.json", "{}"), ("b/c.json", "[]")), Tar(("a.json", [.. "{}"u8]), ("e.eval", LogSamples.Eval(_ => false, "{}"))),
        ];
        for (var n = 0; n < 4000; n++)
        {
            var bytes = archives[n % archives.Length].ToArray();
            bytes = n % 3 == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
            for (var i = random.Next(6); i > 0 && bytes.Length > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                Read(bytes, "x");
            }
            catch (Exception e) when (e is UnreadableSourceException or ArchiveBombException)
            {
            }
        }
    }

    private static byte[] Tar(params (string Name, byte[] Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            }
        }

        return bytes.ToArray();
    }

    private static List<(string Path, string? Text, string? Problem, bool Broke)> Read(byte[] archive, string name)
    {
        var entries = new List<(string, string?, string?, bool)>();
        foreach (var entry in SourceArchive.Entries(new MemoryStream(archive), name))
        {
            try
            {
                using var content = entry.Content is null ? null : new StreamReader(entry.Content, Encoding.UTF8);
                entries.Add((entry.Path, content?.ReadToEnd(), entry.Problem, false));
            }
            catch (InvalidDataException)
            {
                entries.Add((entry.Path, null, null, true));
            }
        }

        return entries;
    }
}
