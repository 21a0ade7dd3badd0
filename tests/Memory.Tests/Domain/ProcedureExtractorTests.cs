using Memory.Domain.Learning;
using Substrate.Trace;

namespace Memory.Tests.Domain;

public sealed class ProcedureExtractorTests
{
    private static List<string> Procedures(Recording recording, OutcomeStatus outcome = OutcomeStatus.Succeeded) =>
        [.. Distiller.Distil(recording.Run(outcome), []).Candidates.Where(c => c.Draft.Kind == MemoryKind.Procedure).Select(c => c.Draft.Text)];

    [Theory]
    [InlineData("cd /w && python -m pytest tests/test_a.py -xvs 2>&1 | tail -50", "=== 3 passed in 0.1s ===", "Run the tests of acme/widgets with `python -m pytest` and a path, for example `python -m pytest tests/test_a.py`.")]
    [InlineData("cargo test --quiet", "test result: ok. 12 passed; 0 failed;", "Run the tests of acme/widgets with `cargo test`.")]
    [InlineData("CI=1 npm test", "Tests:       4 passed, 4 total", "Run the tests of acme/widgets with `npm test`.")]
    [InlineData("go test ./...", "ok  \texample.com/w\t0.01s", "Run the tests of acme/widgets with `go test`, for example `go test ./...`.")]
    [InlineData("dotnet test tests/Core.Tests", "Passed!  - Failed:     0, Passed:    31, Skipped:     0", "Run the tests of acme/widgets with `dotnet test` and a path, for example `dotnet test tests/Core.Tests`.")]
    [InlineData("mvn -q test", "Tests run: 5, Failures: 0, Errors: 0, Skipped: 0", "Run the tests of acme/widgets with `mvn test`.")]
    [InlineData("./gradlew build", "BUILD SUCCESSFUL in 3s", "Build acme/widgets with `./gradlew build`.")]
    [InlineData("make lint", "ok", "Check the code of acme/widgets with `make lint`.")]
    [InlineData("uv run mypy src", "Success: no issues found in 12 source files", "Type-check acme/widgets with `uv run mypy`.")]
    [InlineData("timeout 60 bundle exec rspec spec/a_spec.rb", "4 examples, 0 failures", "Run the tests of acme/widgets with `bundle exec rspec` and a path, for example `bundle exec rspec spec/a_spec.rb`.")]
    public void A_command_that_worked_for_a_purpose_is_a_procedure(string command, string output, string expected) =>
        Assert.Contains(expected, Procedures(new Recording().Runs(command, output)));

    [Theory]
    [InlineData("ls -la && cat README.md")]
    [InlineData("python -c 'print(1)'")]
    [InlineData("git commit -m 'x'")]
    [InlineData("pip install pytest")]
    [InlineData("curl -s https://example.com")]
    [InlineData("for f in *.py; do python -m pytest $f; done")]
    [InlineData("python -m pytest /tmp/scratch/test_it.py")]
    [InlineData("npm test -- --help")]
    public void What_is_general_or_only_this_runs_is_not(string command) => Assert.Empty(Procedures(new Recording().Runs(command, "1 passed in 0.1s\nok")));

    [Fact]
    public void A_script_the_agent_wrote_is_not_how_the_repository_is_tested() =>
        Assert.Empty(Procedures(new Recording().Runs("cat > test_issue.py << 'EOF'\nassert True\nEOF", "").Runs("python test_issue.py", "ok").Runs("python -m pytest test_issue.py", "1 passed in 0.01s")));

    [Fact]
    public void Tests_that_did_not_run_show_nothing() => Assert.Empty(Procedures(new Recording().Runs("python -m pytest tests -k nothing", "collected 4 items / 4 deselected\n=== 4 deselected in 0.01s ===", 5)));

    [Fact]
    public void Setup_that_ended_a_failing_import_says_so()
    {
        var text = Assert.Single(Procedures(new Recording().Runs("python repro.py", "ModuleNotFoundError: No module named 'widgets'", 1).Runs("pip install -e .", "Successfully installed widgets-1.0").Runs("python repro.py", "fine")));
        Assert.Equal("Set up acme/widgets for development with `pip install -e .`; before that, importing it fails with `ModuleNotFoundError: No module named 'widgets'`.", text);
    }

    [Fact]
    public void An_edited_file_and_the_tests_of_its_name_belong_together() =>
        Assert.Contains("In acme/widgets, `src/widgets/fields.py` is covered by `tests/test_fields.py`: run `python -m pytest tests/test_fields.py`.",
            Procedures(new Recording().Runs("ls src/widgets tests", "src/widgets/fields.py\ntests/test_fields.py").Edits("src/widgets/fields.py").Runs("python -m pytest tests/test_fields.py", "=== 9 passed in 0.2s ===")));

    [Fact]
    public void A_failed_run_makes_a_procedure_less_sure()
    {
        var recording = new Recording().Runs("cargo test", "test result: ok. 12 passed; 0 failed;");
        var good = Distiller.Distil(recording.Run(), []).Candidates[0].Confidence;
        Assert.True(good > Distiller.Distil(recording.Run(OutcomeStatus.Failed), []).Candidates[0].Confidence);
    }
}
