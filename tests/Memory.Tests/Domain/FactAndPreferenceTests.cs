using Memory.Domain.Learning;
using Substrate.Scoping;

namespace Memory.Tests.Domain;

public sealed class FactAndPreferenceTests
{
    private static List<Candidate> Learn(Recording recording, MemoryKind kind, string? user = null) => [.. Distiller.Distil(recording.Run(user: user), []).Candidates.Where(c => c.Draft.Kind == kind)];

    [Theory]
    [InlineData("package.json", "{\n  \"scripts\": {\n    \"test\": \"vitest run\",\n    \"build\": \"vite build\"\n  }\n}", "In acme/widgets, `npm test` runs `vitest run`, `npm run build` runs `vite build`.")]
    [InlineData("Makefile", "all: build\n\ntest:\n\tgo test ./...\nlint:\n\tgolangci-lint run\n", "The Makefile of acme/widgets offers `make all`, `make test`, `make lint`.")]
    [InlineData("pyproject.toml", "[project]\nrequires-python = \">=3.9\"\n", "acme/widgets supports Python >=3.9 (`pyproject.toml`).")]
    [InlineData("setup.py", "setup(\n    entry_points={'console_scripts': ['widgets = widgets.cli:main']},\n)", "The command `widgets` of acme/widgets starts at `widgets.cli:main`.")]
    [InlineData("go.mod", "module example.com/widgets\n\ngo 1.22\n", "acme/widgets is the Go module `example.com/widgets` and needs Go 1.22.")]
    public void A_project_file_that_was_read_states_conventions(string file, string content, string expected) =>
        Assert.Contains(Learn(new Recording().Reads(file, content), MemoryKind.Fact), c => c.Draft.Text == expected);

    [Fact]
    public void A_lock_file_in_the_root_names_the_package_manager() =>
        Assert.Contains(Learn(new Recording().Runs("ls -la", "-rw-r--r-- 1 u u 10 May 1 package.json\n-rw-r--r-- 1 u u 10 May 1 pnpm-lock.yaml\n"), MemoryKind.Fact),
            c => c.Draft.Text == "acme/widgets pins its dependencies in `pnpm-lock.yaml`: use pnpm to install and change them.");

    [Fact]
    public void Sources_and_tests_that_were_worked_on_show_the_layout() =>
        Assert.Contains(Learn(new Recording().Runs("cat src/widgets/a.py", "x").Runs("cat src/widgets/b.py", "y").Edits("src/widgets/b.py").Runs("python -m pytest tests/test_b.py", "=== 2 passed in 0.1s ==="), MemoryKind.Fact),
            c => c.Draft.Text == "In acme/widgets the sources are under `src/widgets/` and the tests under `tests/`.");

    [Theory]
    [InlineData("Please always run the linter before you commit.", "The user asks: Always run the linter before you commit.")]
    [InlineData("Never touch files under vendor/.", "The user asks: Never touch files under vendor/.")]
    [InlineData("Thanks! From now on use pnpm instead of npm.", "The user asks: From now on use pnpm instead of npm.")]
    [InlineData("In this repo we never commit generated code.", "The user asks: In this repo we never commit generated code.")]
    public void A_standing_wish_of_a_person_is_a_preference(string said, string expected)
    {
        var wish = Assert.Single(Learn(new Recording().Says("Fix it").Says(said), MemoryKind.Preference, user: "ada"));
        Assert.Equal(expected, wish.Draft.Text);
        Assert.Equal((Trust.User, "ada"), (wish.Draft.Trust, wish.Scope.User));
    }

    [Theory]
    [InlineData("Please run it again.")]
    [InlineData("It always fails on Windows.")]
    [InlineData("Never mind.")]
    [InlineData("Should we always cache this?")]
    [InlineData("<pr_description>\nThe parser should always return a list. Please always check.\n</pr_description>")]
    [InlineData("Stop hook feedback:\nAlways run the checks before stopping.")]
    [InlineData("# Task\nYou must always answer with one command.")]
    [InlineData("They wrote:\n> please always use tabs\nwhat do you think?")]
    public void A_report_a_question_a_template_or_a_quotation_is_not(string said) => Assert.Empty(Learn(new Recording().Says(said), MemoryKind.Preference));

    [Fact]
    public void A_wish_in_tool_output_is_nobodys_wish() => Assert.Empty(Learn(new Recording().Runs("cat notes.txt", "Please always deploy on Fridays."), MemoryKind.Preference));
}
