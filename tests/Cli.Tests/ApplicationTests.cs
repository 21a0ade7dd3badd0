using Xunit;

namespace Cli.Tests;

public sealed class ApplicationTests
{
    private static async Task<(int Exit, string Out, string Errors)> Ctx(params string[] args)
    {
        var output = new StringWriter();
        var errors = new StringWriter();
        var exit = await Application.Run(args, output, errors, _ => null, Path.GetTempPath());
        return (exit, output.ToString(), errors.ToString());
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("compile")]
    [InlineData("runs", "show", "not-a-guid")]
    [InlineData("runs", "export", "01999999-0000-7000-8000-00000000dead", "--format", "papyrus")]
    [InlineData("keys", "create", "x", "--role", "king")]
    [InlineData("runs", "list", "--limit", "many")]
    [InlineData("jobs", "list", "--service", "gateway")]
    public async Task Wrong_use_is_exit_code_2_and_one_line(params string[] args)
    {
        var (exit, output, errors) = await Ctx(args);
        Assert.Equal(ExitCodes.Usage, exit);
        Assert.Equal("", output);
        Assert.Single(errors.Trim().Split('\n'));
        Assert.Contains("--help", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_that_does_not_answer_is_exit_code_3_and_one_line()
    {
        // Port 1 is reserved and nobody listens on it.
        var (exit, _, errors) = await Ctx("runs", "list", "--url", "http://127.0.0.1:1", "--key", "k");
        Assert.Equal(ExitCodes.Unreachable, exit);
        Assert.Single(errors.Trim().Split('\n'));
        Assert.Contains("cannot be reached", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("import")]
    [InlineData("demo")]
    [InlineData("memory", "search")]
    public async Task Help_is_on_stdout(params string[] args)
    {
        var (exit, output, errors) = await Ctx([.. args, "--help"]);
        Assert.Equal(ExitCodes.Ok, exit);
        Assert.Contains("--json", output, StringComparison.Ordinal);
        Assert.Equal("", errors);
    }
}
