using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace System.Tests;

/// <summary>The main job, end to end, by the published client against the published platform: learned in one run, used in the next, missing in the control.</summary>
public sealed class DemoTests
{
    [Theory]
    [InlineData("embedded")]
    [InlineData("distributed")]
    public async Task What_one_run_learned_the_next_one_uses_and_the_control_lacks(string profile)
    {
        await using var platform = await Platform.Start(profile);

        var (code, said, complained) = await Ctx(platform, "demo", "--json");

        Assert.True(code == 0, $"ctx demo ended with {code}:\n{said}\n{complained}");
        using var told = JsonDocument.Parse(said);
        Assert.NotEmpty(told.RootElement.EnumerateObject());
        using var runs = JsonDocument.Parse(await platform.Client.GetStringAsync("/v2/runs"));
        Assert.Equal(3, runs.RootElement.GetProperty("items").GetArrayLength());
        foreach (var run in runs.RootElement.GetProperty("items").EnumerateArray())
        {
            using var verified = JsonDocument.Parse(await platform.Client.GetStringAsync($"/v2/runs/{run.GetProperty("id").GetGuid()}/verify"));
            Assert.True(verified.RootElement.GetProperty("ok").GetBoolean());
        }
    }

    private static async Task<(int Code, string Said, string Complained)> Ctx(Platform platform, params string[] arguments)
    {
        var info = new ProcessStartInfo(Path.Combine(Platform.Root(), "artifacts", "publish", "cli", "ctx"), arguments)
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        info.Environment["CTX_URL"] = platform.Url.ToString();
        info.Environment["CTX_API_KEY"] = platform.Key;
        info.Environment["DOTNET_ROOT"] = Platform.DotnetRoot;
        using var process = Process.Start(info)!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        return (process.ExitCode, await said, await complained);
    }
}
