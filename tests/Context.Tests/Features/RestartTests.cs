using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Context;
using Substrate.Compiling;
using Substrate.Json;
using Substrate.Policies;
using Xunit;

namespace Context.Tests.Features;

/// <summary>A platform of its own: it is stopped and started again.</summary>
public sealed class RestartTests(ContextPlatform platform) : IClassFixture<ContextPlatform>
{
    [Fact]
    public async Task After_a_restart_a_compile_reproduces_to_the_same_bytes_under_the_profile_version_that_it_had()
    {
        await Heading("\"Before\"");
        var request = ContextPlatform.Request([.. Enumerable.Range(0, 60).Select(i => ContextPlatform.Item($"i{i}", $"Note {i} about the release of part {i % 7}. {new string((char)('a' + i % 26), 150)}"))]);
        var view = await platform.Compile(request with { Profile = "ours@1" });
        var receipt = JsonSerializer.Serialize((await platform.Detail(view.Id)).Receipt, PlatformJson.Options);
        await Heading("\"After\"");

        await platform.Platform.RestartAsync();

        using var client = platform.As(CallerRole.Viewer);
        using var answer = await client.PostAsync(new Uri($"/v2/context/compiles/{view.Id}/reproduce", UriKind.Relative), null);
        var again = (await answer.Content.ReadFromJsonAsync<CompileReproduction>(PlatformJson.Options))!;
        Assert.True(again.Same, string.Join(' ', again.Problems) + again.Note);
        Assert.Equal((view.OutputHash, new ProfileRef("ours", 1)), (again.ReproducedHash, again.Profile));
        Assert.Equal(receipt, JsonSerializer.Serialize((await platform.Detail(view.Id)).Receipt, PlatformJson.Options));
        var anew = await platform.Compile(request with { Profile = "ours@1" });
        Assert.Equal((view.OutputHash, view.Markdown), (anew.OutputHash, anew.Markdown));
        Assert.NotEqual(view.OutputHash, (await platform.Compile(request with { Profile = "ours" })).OutputHash);
    }

    private async Task Heading(string value)
    {
        using var client = platform.As(CallerRole.Member);
        var version = new CreateProfileVersion("ours", "A heading.", Changes: new Dictionary<string, JsonElement> { ["lanes.file.heading"] = JsonElement.Parse(value) });
        using var made = await client.PostAsJsonAsync("/v2/context/profiles", version, PlatformJson.Options);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
    }
}
