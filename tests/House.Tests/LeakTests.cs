using House.Tests.Guards;
using House.Tests.Reading;
using Xunit;

namespace House.Tests;

public sealed class LeakTests
{
    [Fact]
    public void No_file_names_a_folder_of_one_machine() => Assert.Empty(LeakGuard.MachinePaths(Repository.Files));

    [Theory]
    [InlineData("see /wo" + "rk/main/x.cs")]
    [InlineData("cd /ro" + "ot/.nuget")]
    [InlineData("\"/ho" + "me/bob/project\"")]
    public void A_folder_of_one_machine_is_found(string text) => Assert.NotEmpty(LeakGuard.MachinePaths([new("README.md", text)]));

    [Fact]
    public void Packages_come_from_the_public_registries() => Assert.Empty(LeakGuard.Registries(Repository.Files));

    [Fact]
    public void A_private_registry_is_found() =>
        Assert.NotEmpty(LeakGuard.Registries([new("web/package-lock.json", "\"resolved\": \"https://mirror.example.net/npm/x.tgz\"")]));

    [Fact]
    public void No_file_holds_a_secret() => Assert.Empty(LeakGuard.Secrets(Repository.Files));

    [Theory]
    [InlineData("AKIA" + "ABCDEFGHIJKLMNOP")]
    [InlineData("-----BEGIN RSA PRIVATE" + " KEY-----")]
    [InlineData("ghp_" + "abcdefghijklmnopqrstuvwxyz0123456789")]
    public void A_secret_is_found(string text) => Assert.NotEmpty(LeakGuard.Secrets([new("AppHost/AppHost.cs", text)]));
}
