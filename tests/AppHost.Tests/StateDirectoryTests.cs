using AppHost.Local;
using Xunit;

namespace AppHost.Tests;

public sealed class StateDirectoryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("ctx-state-").FullName;

    [Fact]
    public void A_second_engine_on_the_same_directory_is_refused_until_the_first_lets_go()
    {
        using (StateDirectory.Open(folder, fresh: false))
        {
            Assert.Contains(folder, Assert.Throws<CannotStart>(() => StateDirectory.Open(folder, fresh: false)).Message, StringComparison.Ordinal);
        }

        StateDirectory.Open(folder, fresh: false).Dispose();
    }

    [Fact]
    public void A_secret_is_made_once_and_readable_by_its_owner_only()
    {
        using var state = StateDirectory.Open(folder, fresh: false);
        var first = state.Secret("key", () => StateDirectory.RandomText(32));
        Assert.Equal(43, first.Length);
        Assert.Equal(first, state.Secret("key", () => StateDirectory.RandomText(32)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "secrets", "key")));
    }

    [Fact]
    public void What_an_earlier_platform_said_about_itself_is_gone_at_the_start()
    {
        using (var state = StateDirectory.Open(folder, fresh: false))
        {
            state.WritePlatform("http://127.0.0.1:1", "ctx_k", "embedded");
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(state.PlatformFile));
            Assert.Equal($$"""{"url":"http://127.0.0.1:1","apiKey":"ctx_k","profile":"embedded","pid":{{Environment.ProcessId}}}""", File.ReadAllText(state.PlatformFile));
        }

        using var again = StateDirectory.Open(folder, fresh: false);
        Assert.False(File.Exists(again.PlatformFile));
    }

    [Fact]
    public void Fresh_empties_what_the_engine_keeps_and_nothing_else()
    {
        using (var state = StateDirectory.Open(folder, fresh: false))
        {
            state.Secret("key", () => "old");
            Directory.CreateDirectory(Path.Combine(folder, "postgres", "data"));
        }

        var mine = Path.Combine(folder, "thesis.txt");
        File.WriteAllText(mine, "years of work");
        using var fresh = StateDirectory.Open(folder, fresh: true);
        Assert.False(Directory.Exists(Path.Combine(folder, "postgres")));
        Assert.Equal("new", fresh.Secret("key", () => "new"));
        Assert.True(File.Exists(mine));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
