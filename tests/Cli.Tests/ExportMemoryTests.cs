using Xunit;

namespace Cli.Tests;

public sealed class ExportMemoryTests(RunningPlatform platform) : IClassFixture<RunningPlatform>
{
    [Fact]
    public async Task What_was_accepted_goes_into_the_file_and_leaves_it_when_it_is_expired()
    {
        var repo = (await platform.Json(0, "demo")).GetProperty("repo").GetString()!;
        var file = Path.Combine(platform.Folder, "AGENTS.md");
        File.WriteAllText(file, "# Shop\n\nMy words.\n");
        string[] export = ["memory", "export", "--repo", repo, "--to", file];

        var shown = await platform.Json(0, export);
        Assert.True(shown.GetProperty("memories").GetInt32() > 0);
        Assert.Equal("# Shop\n\nMy words.\n", File.ReadAllText(file));
        Assert.Equal(1, (await platform.Ctx([.. export, "--check"])).Exit);
        Assert.True((await platform.Json(0, [.. export, "--write"])).GetProperty("written").GetBoolean());
        var change = shown.GetProperty("changes")[0];
        var (id, text) = (change.GetProperty("memoryId").GetGuid(), change.GetProperty("text").GetString()!);
        Assert.Equal("added", change.GetProperty("kind").GetString());
        Assert.StartsWith("# Shop\n\nMy words.\n\n## Learned", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Contains($"- {text} <!-- {id:N} ", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Equal(0, (await platform.Ctx([.. export, "--check"])).Exit);

        var (fresh, link) = (Path.Combine(platform.Folder, "fresh.md"), Path.Combine(platform.Folder, "link.md"));
        File.CreateSymbolicLink(link, fresh);
        Assert.True((await platform.Json(0, "memory", "export", "--repo", repo, "--to", fresh, "--write")).GetProperty("written").GetBoolean());
        Assert.Equal(0, (await platform.Ctx("memory", "export", "--repo", repo, "--to", link, "--check")).Exit);
        Assert.Equal(fresh, File.ResolveLinkTarget(link, returnFinalTarget: true)!.FullName);
        Assert.Equal(1, (await platform.Ctx("memory", "export", "--repo", repo, "--to", Path.Combine(platform.Folder, "nowhere", "x.md"), "--write")).Exit);

        Assert.Equal(1, (await platform.Json(0, "memory", "feedback", id.ToString(), "useful", "--note", "it held")).GetProperty("feedback").GetProperty("useful").GetInt32());
        Assert.Equal(0, (await platform.Json(0, "memory", "feedback", id.ToString(), "--take-back")).GetProperty("feedback").GetProperty("useful").GetInt32());
        Assert.Equal(2, (await platform.Ctx("memory", "feedback", id.ToString())).Exit);

        Assert.Equal(0, (await platform.Ctx("memory", "expire", id.ToString())).Exit);
        Assert.Equal(0, (await platform.Ctx([.. export, "--write"])).Exit);
        Assert.DoesNotContain(id.ToString("N"), File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Equal(0, (await platform.Json(0, [.. export, "--max-sensitivity", "public"])).GetProperty("memories").GetInt32());
        Assert.Empty(Directory.GetFiles(platform.Folder, "*.new"));
    }

    [Fact]
    public async Task A_broken_block_or_a_file_in_another_encoding_is_left_as_it_is()
    {
        var repo = (await platform.Json(0, "demo")).GetProperty("repo").GetString()!;
        var file = Path.Combine(platform.Folder, "broken.md");
        foreach (var bytes in new byte[][] { "<!-- ctx:memories acme/shop -->\n"u8.ToArray(), [0xe9, 0x0a] })
        {
            File.WriteAllBytes(file, bytes);
            var (exit, _, errors) = await platform.Ctx("memory", "export", "--repo", repo, "--to", file, "--write");
            Assert.Equal(1, exit);
            Assert.Contains("broken.md", errors, StringComparison.Ordinal);
            Assert.Equal(bytes, File.ReadAllBytes(file));
        }
    }
}
