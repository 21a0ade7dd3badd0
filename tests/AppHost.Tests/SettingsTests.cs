using System.Collections;
using AppHost.Local;
using Xunit;

namespace AppHost.Tests;

public sealed class SettingsTests
{
    private static readonly Hashtable Nothing = [];

    [Fact]
    public void The_command_line_wins_over_the_environment_and_the_environment_over_the_engine()
    {
        var environment = new Hashtable { ["Gateway__OwnerKey"] = "from environment", ["Gateway__Url"] = "from environment" };
        var settings = Settings.Read(["--Gateway:Url=from command line"], environment);
        settings.Default("Gateway:Url", "from engine");
        settings.Default("Gateway:OwnerKey", "from engine");
        settings.Default("Platform:Build", "from engine");
        Assert.Equal("from command line", settings["Gateway:Url"]);
        Assert.Equal("from environment", settings["Gateway:OwnerKey"]);
        Assert.Equal("from engine", settings["platform:build"]);
    }

    [Fact]
    public void A_stray_variable_of_the_shell_is_not_configuration() =>
        Assert.Null(Settings.Read([], new Hashtable { ["PORT"] = "1", ["STATE"] = "/" })["port"]);

    [Fact]
    public void Values_and_flags_are_told_apart()
    {
        var settings = Settings.Read(["--demo", "--port", "9000", "--profile=distributed"], Nothing);
        Assert.True(settings.Has("demo"));
        Assert.False(settings.Has("fresh"));
        Assert.Equal("9000", settings["port"]);
        Assert.Equal("distributed", settings["profile"]);
    }

    [Theory]
    [InlineData("--prot")]
    [InlineData("--port", "99999")]
    [InlineData("--port", "-1")]
    [InlineData("--profile", "clustered")]
    [InlineData("--state")]
    [InlineData("up")]
    public void What_is_not_understood_is_refused_and_named(params string[] args) =>
        Assert.Contains(args[^1].TrimStart('-'), Assert.Throws<CannotStart>(() => Settings.Read(args, Nothing)).Message, StringComparison.Ordinal);
}
