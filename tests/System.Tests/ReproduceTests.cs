using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace System.Tests;

/// <summary>A receipt that one process wrote is run again by another, which has nothing of the first but its database.</summary>
public sealed class ReproduceTests
{
    [Fact]
    public async Task What_one_process_compiled_another_reproduces_and_compiles_to_the_same_bytes()
    {
        var state = Directory.CreateTempSubdirectory("ctx-system-").FullName;
        try
        {
            JsonElement first;
            await using (var platform = await Platform.Start("embedded", state))
            {
                first = await Compile(platform);
            }

            await using (var platform = await Platform.Start("embedded", state))
            {
                using var answer = await platform.Client.PostAsync($"/v2/context/compiles/{first.GetProperty("id").GetGuid()}/reproduce", null);
                var again = await answer.Content.ReadFromJsonAsync<JsonElement>();
                Assert.True(again.GetProperty("same").GetBoolean(), again.GetRawText());
                Assert.Equal(first.GetProperty("outputHash").GetString(), again.GetProperty("reproducedHash").GetString());
                Assert.Equal(first.GetProperty("markdown").GetString(), (await Compile(platform)).GetProperty("markdown").GetString());
            }
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    private static async Task<JsonElement> Compile(Platform platform)
    {
        var items = Enumerable.Range(0, 60).Select(i => new { id = $"i{i}", kind = "document", text = $"Note {i} about the release of part {i % 7}. {new string((char)('a' + i % 26), 150)}", source = new { uri = $"doc:{i}" } });
        using var answer = await platform.Client.PostAsJsonAsync(
            "/v2/context/compile", new { task = "Ship the release", scope = new { repo = "acme/parser" }, budget = 2_000, items, memory = new { enabled = false } });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
