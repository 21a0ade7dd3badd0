using System.Formats.Tar;
using System.IO.Compression;
using Cli.Importing;
using Xunit;

namespace Cli.Tests.Importing;

public sealed class UploadTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ctx-cli-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string path, string text = "{}")
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    private static async Task<Dictionary<string, string>> Entries(Upload upload)
    {
        await using var body = await upload.Open(CancellationToken.None);
        using var tar = new TarReader(new GZipStream(body, CompressionMode.Decompress));
        var entries = new Dictionary<string, string>();
        while (await tar.GetNextEntryAsync() is { } entry) entries[entry.Name] = await new StreamReader(entry.DataStream ?? Stream.Null).ReadToEndAsync();
        return entries;
    }

    [Fact]
    public async Task A_folder_is_sent_as_one_archive_with_verdicts_beside_their_sessions()
    {
        Write("runs/one/a.traj.json", "session");
        Write("runs/results.json", "verdicts");
        Write("runs/notes.txt");
        Write("runs/.git/x.json");
        var upload = Assert.Single(Upload.Plan([Path.Combine(_folder, "runs")]));

        Assert.Equal(new Dictionary<string, string> { ["runs/one/a.traj.json"] = "session", ["runs/results.json"] = "verdicts" }, await Entries(upload));
        Assert.Equal(1, upload.NotSent);
    }

    [Fact]
    public async Task A_single_file_is_sent_as_it_is()
    {
        var upload = Assert.Single(Upload.Plan([Write("s.jsonl", "line")]));
        await using var body = await upload.Open(CancellationToken.None);
        Assert.Equal("line", await new StreamReader(body).ReadToEndAsync());
        Assert.Equal("s.jsonl", upload.Name);
    }

    [Fact]
    public async Task Several_files_go_together_and_archives_on_their_own()
    {
        var uploads = Upload.Plan([Write("x/s.json", "1"), Write("y/s.json", "2"), Write("z.tar.gz")]);
        Assert.Equal(2, uploads.Count);
        Assert.Equal(new Dictionary<string, string> { ["s.json"] = "1", ["2/s.json"] = "2" }, await Entries(uploads[0]));
        Assert.Equal("z.tar.gz", uploads[1].Name);
    }

    [Fact]
    public void A_link_to_a_folder_is_not_followed()
    {
        Write("runs/a.json");
        Directory.CreateSymbolicLink(Path.Combine(_folder, "runs", "loop"), Path.Combine(_folder, "runs"));
        Assert.Single(Assert.Single(Upload.Plan([Path.Combine(_folder, "runs")])).Files);
    }

    [Fact]
    public void What_is_not_there_is_wrong_use()
    {
        Assert.Equal(ExitCodes.Usage, Assert.Throws<CliException>(() => Upload.Plan([Path.Combine(_folder, "nope")])).ExitCode);
        Assert.Equal(ExitCodes.Usage, Assert.Throws<CliException>(() => Upload.Plan([Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName])).ExitCode);
    }
}
