using Cli.Connecting;
using Xunit;

namespace Cli.Tests.Connecting;

public sealed class DiscoveryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ctx-cli-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Running(string json)
    {
        Directory.CreateDirectory(Path.Combine(_folder, ".state"));
        File.WriteAllText(Path.Combine(_folder, ".state", "platform.json"), json);
    }

    private PlatformAddress Find(string? url = null, string? key = null, params (string Name, string Value)[] environment)
    {
        var deep = Directory.CreateDirectory(Path.Combine(_folder, "a", "b")).FullName;
        return Discovery.Find(url, key, name => environment.FirstOrDefault(pair => pair.Name == name).Value, deep);
    }

    [Fact]
    public void A_platform_that_runs_in_a_folder_above_is_found()
    {
        Running("""{"url":"http://127.0.0.1:5099","apiKey":"ctx_x","profile":"embedded","pid":1}""");
        Assert.Equal(new PlatformAddress(new Uri("http://127.0.0.1:5099/"), "ctx_x"), Find());
    }

    [Fact]
    public void Options_win_over_the_environment_and_both_over_the_file()
    {
        Running("""{"url":"http://127.0.0.1:5099","apiKey":"file"}""");
        Assert.Equal("option", Find("http://h:1", "option", ("CTX_URL", "http://h:2"), ("CTX_API_KEY", "env")).Key);
        Assert.Equal(new PlatformAddress(new Uri("http://h:2/"), "env"), Find(environment: [("CTX_URL", "http://h:2"), ("CTX_API_KEY", "env")]));
    }

    [Fact]
    public void The_key_of_the_file_is_not_sent_to_another_platform()
    {
        Running("""{"url":"http://127.0.0.1:5099","apiKey":"file"}""");
        Assert.Equal("file", Find("http://127.0.0.1:5099/").Key);
        Assert.Equal(ExitCodes.Usage, Assert.Throws<CliException>(() => Find("http://elsewhere:80")).ExitCode);
    }

    [Fact]
    public void Without_any_platform_the_message_says_how_to_start_one()
    {
        var error = Assert.Throws<CliException>(() => Find());
        Assert.Equal(ExitCodes.Unreachable, error.ExitCode);
        Assert.Contains("./dev up", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_is_none_is_wrong_use() =>
        Assert.Equal(ExitCodes.Usage, Assert.Throws<CliException>(() => Find("not an address", "k")).ExitCode);

    [Theory]
    [InlineData("""{"title":"There is no such run.","status":404,"code":"run_not_found","detail":"It may have been deleted."}""", "There is no such run. It may have been deleted. [404 run_not_found]")]
    [InlineData("""{"title":"The budget is at least 1.","field":"budget"}""", "The budget is at least 1. (field: budget) [404]")]
    [InlineData("<html>", "The platform answered 404 NotFound.")]
    [InlineData("[]", "The platform answered 404 NotFound.")]
    public void A_refusal_becomes_one_line(string content, string line) => Assert.Equal(line, Refusals.Line(System.Net.HttpStatusCode.NotFound, content));
}
