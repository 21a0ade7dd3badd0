using FsCheck;
using FsCheck.Fluent;
using Substrate.Hygiene;
using Xunit;

namespace Substrate.Tests.Hygiene;

public sealed class StoreAuditTests
{
    private const string Key = "AKIAQ3EGRZ5TLXVMWK7N";

    private sealed class Files(params string[] paths) : IRepositoryFiles
    {
        public bool Has(string path, string from) => paths.Any(known => known == path || known.StartsWith(path, StringComparison.Ordinal) || known.EndsWith($"/{path}", StringComparison.Ordinal));

        public int? LinesOf(string path, string from) => 10;
    }

    private static HygieneReport Audit(string text, params string[] paths) => StoreAudit.Of([MarkdownNotes.Read("AGENTS.md", text)], new Files(paths));

    private static HygieneFinding Only(string text, params string[] paths) => Assert.Single(Audit(text, paths).Findings);

    [Theory]
    [InlineData("- Run the tests with pytest.\n- run  the tests, with **pytest**", HygieneFault.ExactDuplicate)]
    [InlineData("- The billing service reads its rates from the table rates_v2 in the reporting database every night at noon\n- The billing service reads its rates from the table rates_v2 in the reporting database every night", HygieneFault.NearDuplicate)]
    [InlineData("- Always use tabs in Go files.\n- Never use tabs in Go files.", HygieneFault.Conflict)]
    [InlineData("- Please run the linter before a commit\n- You don't need to run the linter before a commit", HygieneFault.Conflict)]
    [InlineData("# Ports\n- API port: 8080\n- API port: 9090", HygieneFault.Conflict)]
    [InlineData("- The build wants Node 20.1 or newer\n- The build wants Node 22.4 or newer", HygieneFault.Conflict)]
    [InlineData("- one\n- <memory id=\"a\" type=\"fact\">", HygieneFault.LoopEcho)]
    [InlineData("## Memory from earlier runs\n- one", HygieneFault.LoopEcho)]
    public void What_is_wrong_between_or_in_notes_is_named(string text, HygieneFault fault) => Assert.Equal(fault, Only(text).Fault);

    [Theory]
    [InlineData("- Run pytest in src\n- Run eslint in web")]
    [InlineData("# API\n- Port: 8080\n# Web\n- Port: 9090")]
    [InlineData("- Step 1: build it\n- Step 2: test it")]
    [InlineData("- Not now\n- Now")]
    [InlineData("- New: the parser\n- New: the lexer\n- New: the printer")]
    [InlineData("- Kim Lee: works on the new parser of the shop\n- Kim Lee: lives in the old town by the river")]
    [InlineData("- The id of the run is 7f3a90bc\n- The id of the run is 81d20cc4")]
    [InlineData("```\nmake test\n```\n```\nmake test\n```")]
    [InlineData("- See `src/a.py` and [b](src/b.py), `make build`, `https://example.org/x.html`, `src/*.py`, `<name>/x.py`, `$HOME/x.sh`, `docs/ID.json`, `tests/X.Tests`")]
    public void What_only_looks_alike_is_not(string text) => Assert.Empty(Audit(text, "src/a.py", "src/b.py").Findings);

    [Fact]
    public void A_finding_is_at_the_later_note_and_names_the_earlier()
    {
        var finding = Only("# Style\n\nText.\n\n- Use tabs here\n- more\n- Do not use tabs here");
        Assert.Equal((new NotePlace("AGENTS.md", 7), new NotePlace("AGENTS.md", 5)), (finding.At, finding.Other));
    }

    [Theory]
    [InlineData("- Look at `src/gone.py`", "src/gone.py is not there.")]
    [InlineData("- Look at [this](docs/gone.md#part).\n- and `docs/old/`", "docs/old is not there.")]
    [InlineData("- Look at `src/a.py:11`", "src/a.py has 10 lines, not 11.")]
    [InlineData("- Look at `src/a.py#L12-L20`", "src/a.py has 10 lines, not 12.")]
    public void A_file_that_is_not_there_or_too_short_is_stale(string text, string detail)
    {
        var finding = Only(text, "src/a.py");
        Assert.Equal(HygieneFault.StaleCitation, finding.Fault);
        Assert.Equal(detail.Replace("old is", "old/ is", StringComparison.Ordinal), finding.Detail);
    }

    [Fact]
    public void Without_a_repository_no_citation_is_stale() => Assert.Empty(StoreAudit.Of([MarkdownNotes.Read("a.md", "- `src/gone.py`")], null).Findings);

    [Theory]
    [InlineData("- key: {0}")]
    [InlineData("<!-- {0} -->\n- x")]
    [InlineData("```\nexport AWS_ACCESS_KEY_ID={0}\n```")]
    [InlineData("---\nkey: {0}\n---\n- x")]
    public void A_secret_is_found_wherever_it_stands_and_never_repeated(string text)
    {
        var report = Audit(text.Replace("{0}", Key, StringComparison.Ordinal));
        Assert.Equal(HygieneFault.Secret, Assert.Single(report.Findings).Fault);
        Assert.DoesNotContain(Key, System.Text.Json.JsonSerializer.Serialize(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_falls_into_its_items_and_paragraphs_under_their_headings()
    {
        var notes = MarkdownNotes.Read("m.md", "---\na: b\n---\n# One\nA para-\ngraph.\n\n## Two\n1. first\n   goes on\n2. [x] second\n***\n| a | b |\n|---|---|\n| c | d |\n~~~sh\nls\n~~~\n# Three\nlast").Notes;
        Assert.Equal(
            [("A para-\ngraph.", 5, "One"), ("first\ngoes on", 9, "One / Two"), ("second", 11, "One / Two"), ("| c | d |", 15, "One / Two"), ("ls", 17, "One / Two"), ("last", 20, "Three")],
            notes.Select(note => (note.Text, note.Line, note.Heading)));
        Assert.Equal(["ls"], notes.Where(note => note.Code).Select(note => note.Text));
    }

    [Theory]
    [InlineData("""{"results":[{"id":"m1","memory":"likes tea","user_id":"kim"}]}""")]
    [InlineData("""[{"id":"m1","memory":"likes tea","user_id":"kim"}]""")]
    [InlineData("""{"id":"m1","memory":"likes tea","user_id":"kim"}""" + "\n" + """{"id":"m2","text":"likes milk","user_id":"kim"}""")]
    public void An_export_is_read_in_each_of_its_forms(string text)
    {
        var note = ExportedNotes.Read("e.json", text).Notes[0];
        Assert.Equal(("likes tea", "m1", "kim"), (note.Text, note.Id, note.Heading));
    }

    [Theory]
    [InlineData("{\n\"results\": [}", "Line 2: this is no JSON.")]
    [InlineData("{}", "This is no export of memories: it has neither a list 'results' nor a list 'memories', and is no list.")]
    [InlineData("""{"results":[{"memory":"a"},{"memory":""}]}""", "Entry 2: it has no text 'memory'.")]
    [InlineData("[{\"memory\":1}]", "Entry 1: it has no text 'memory'.")]
    [InlineData("[1]", "Entry 1: a memory is an object with a text 'memory'.")]
    [InlineData("{\"memory\":\"a\"}\n{\"memory\":}\n", "Line 2: this is no JSON.")]
    public void A_malformed_export_is_refused_by_its_place(string text, string message) =>
        Assert.Equal(message, Assert.Throws<StoreFormatException>(() => ExportedNotes.Read("e.json", text)).Message);

    [Fact]
    public void Whose_memory_it_is_separates_figures_and_keys()
    {
        var report = StoreAudit.Of([ExportedNotes.Read("e.json", """[{"id":"1","memory":"Shoe size: 40","user_id":"kim"},{"id":"2","memory":"Shoe size: 43","user_id":"lee"},{"id":"3","memory":"Shoe size: 41","user_id":"kim"}]""")], null);
        Assert.Equal((new NotePlace("e.json", 1, "3"), new NotePlace("e.json", 1, "1")), (Assert.Single(report.Findings).At, report.Findings[0].Other));
        Assert.Equal((3, 1), (report.Notes, report.Faulty));
    }

    [Fact]
    public void Whatever_stands_in_a_file_is_read_to_its_end_and_counted_once() => Prop.ForAll(
        Gen.Elements("- a b c", "# h", "```", "~~~", "---", "<!--", "-->", "| x |", "", "  - d", "text 1", "\u0000", "`a/b.c`", "<memory id=", "*", "1. x: y").ArrayOf().ToArbitrary(),
        lines =>
        {
            var report = Audit(string.Join('\n', lines));
            return report.Files == 1 && report.Notes <= lines.Length && report.Faulty <= report.Notes && report.Counts.Values.Sum() == report.Findings.Count
                && report.Findings.All(finding => finding.At.Line >= 1 && finding.At.Line <= Math.Max(1, lines.Length));
        }).QuickCheckThrowOnFailure();
}
