using System.Text.Json;
using Xunit;

namespace Cli.Tests;

public sealed class AuditTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("audit").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string text)
    {
        var path = Path.Join(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    private async Task<(int Exit, string Out, string Errors)> Audit(params string[] args)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        return (await Application.Run(["memory", "audit", .. args], output, errors, _ => null, _folder), output.ToString(), errors.ToString());
    }

    [Fact]
    public async Task A_repository_is_looked_through_without_a_platform()
    {
        Directory.CreateDirectory(Path.Join(_folder, ".git"));
        Write("src/app.py", "one\ntwo\n");
        Write("CLAUDE.md", "- The entry is `src/app.py:2`\n- The tests are in `tests/unit.py`\n- Use tabs in here\n");
        Write(".cursor/rules/style.mdc", "---\nglobs: x\n---\n- Never use tabs in here\n");
        Write(".gitignore", "dist/\n");
        Write("dist/out.md", "- Use tabs in here\n");
        Write("docs/built.md", "- What is built is in `dist/app.js`\n");
        Write("node_modules/p/README.md", "- Use tabs in here\n");
        Write("mem0.json", """[{"id":"m1","memory":"The entry is `src/app.py:2`"}]""");

        var (exit, output, _) = await Audit(_folder, "--json");

        Assert.Equal(1, exit);
        using var answer = JsonDocument.Parse(output);
        var report = answer.RootElement.GetProperty("report");
        Assert.Equal(
            ["conflict CLAUDE.md:3", "stale_citation CLAUDE.md:2", "exact_duplicate mem0.json:1"],
            report.GetProperty("findings").EnumerateArray()
                .Select(f => (Fault: f.GetProperty("fault").GetString(), At: f.GetProperty("at")))
                .Select(f => $"{f.Fault} {Path.GetFileName(f.At.GetProperty("file").GetString())}:{f.At.GetProperty("line").GetInt32()}").OrderBy(line => line.Contains("mem0", StringComparison.Ordinal)).ThenBy(line => line, StringComparer.Ordinal));
        Assert.Equal((4, 6), (report.GetProperty("files").GetInt32(), report.GetProperty("notes").GetInt32()));
    }

    [Fact]
    public async Task A_clean_store_is_exit_code_0_and_one_outside_a_repository_says_what_was_not_checked()
    {
        var (exit, output, errors) = await Audit(Write("AGENTS.md", "# Rules\n- Look at `src/nowhere.py` first\n"));
        Assert.Equal(0, exit);
        Assert.Contains("1 notes in 1 files; 0 of them (0 %) have something wrong: nothing found.", output, StringComparison.Ordinal);
        Assert.Contains("were not checked", errors, StringComparison.Ordinal);
        Assert.Equal(1, (await Audit(Path.Join(_folder, "AGENTS.md"), "--repo", _folder)).Exit);
    }

    [Fact]
    public async Task What_cannot_be_read_is_named_and_the_rest_is_read()
    {
        Write("broken.json", "[{\"memory\":\"a\"},{\"memory\":1}]");
        File.WriteAllBytes(Path.Join(_folder, "latin.md"), [0x2d, 0x20, 0xe9, 0x0a]);
        Write("package.json", "{}");
        Write("good.md", "- one\n");
        var (exit, output, _) = await Audit(_folder);
        Assert.Equal(1, exit);
        Assert.Contains("broken.json was not read: Entry 2: it has no text 'memory'.", output, StringComparison.Ordinal);
        Assert.Contains("latin.md was not read: It is not UTF-8: byte 2.", output, StringComparison.Ordinal);
        Assert.Contains("1 notes in 1 files", output, StringComparison.Ordinal);
        Assert.DoesNotContain("package.json", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData(".", "--repo", "nowhere")]
    [InlineData(".")]
    public async Task A_path_without_a_store_is_wrong_use(params string[] args)
    {
        var (exit, output, errors) = await Audit([.. args.Select(arg => arg.StartsWith("--", StringComparison.Ordinal) ? arg : Path.Join(_folder, arg))]);
        Assert.Equal(2, exit);
        Assert.Equal("", output);
        Assert.Single(errors.Trim().Split('\n'));
    }
}
