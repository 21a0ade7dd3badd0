using System.IO.Compression;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Cli.Tests;

/// <summary>A run leaves one installation as a file and is believed in another; ctx does both.</summary>
public sealed class BundleCommandTests(RunningPlatform platform, SecondPlatform second) : IClassFixture<RunningPlatform>, IClassFixture<SecondPlatform>
{
    [Fact]
    public async Task A_run_with_its_receipts_moves_to_another_installation_and_verifies_there()
    {
        var demo = await platform.Json(0, "demo");
        var compile = demo.GetProperty("compile").GetString()!;
        var run = (await platform.Json(0, "runs", "list", "--repo", demo.GetProperty("repo").GetString()!)).GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("id").GetString()!).ToList();
        var file = Path.Combine(platform.Folder, "moved.zip");
        var withCompile = "";
        foreach (var id in run)
        {
            Assert.Equal(0, (await platform.Ctx("runs", "export", id, "--out", file)).Exit);
            using var zip = ZipFile.OpenRead(file);
            if (zip.GetEntry($"receipts/{compile}.json") is not null)
            {
                withCompile = id;
                break;
            }
        }

        Assert.NotEqual("", withCompile);
        Assert.True((await platform.Json(0, "bundle", "verify", file)).GetProperty("ok").GetBoolean());

        var refused = await second.Platform.Json(1, "import", file);
        Assert.Contains("is not among the trusted keys", refused.GetProperty("failed")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        using (var keys = JsonDocument.Parse(await platform.Anonymous(".well-known/jwks.json")))
        {
            using var http = second.Platform.Http();
            using var trusted = await http.PostAsJsonAsync("v2/proof/trusted-keys", new { name = "the first installation", jwk = keys.RootElement.GetProperty("keys")[0] });
            Assert.True(trusted.IsSuccessStatusCode, await trusted.Content.ReadAsStringAsync());
        }

        Assert.Equal(1, (await second.Platform.Json(0, "import", file)).GetProperty("imported").GetInt32());
        Assert.True((await second.Platform.Json(0, "runs", "verify", withCompile)).GetProperty("ok").GetBoolean());
        using var asking = second.Platform.Http();
        var receipt = await asking.GetFromJsonAsync<JsonElement>($"v2/context/compiles/{compile}/verify");
        Assert.True(receipt.GetProperty("ok").GetBoolean(), receipt.GetRawText());
        Assert.True(receipt.GetProperty("recomputed").GetBoolean());
        Assert.Equal(1, (await second.Platform.Json(0, "import", file)).GetProperty("unchanged").GetInt32());
    }

    [Fact]
    public async Task A_bundle_is_judged_offline_by_the_keys_that_are_given()
    {
        var run = (await platform.Json(0, "demo")).GetProperty("firstRun").GetString()!;
        var (file, keys, altered) = (Path.Combine(platform.Folder, "run.zip"), Path.Combine(platform.Folder, "keys.json"), Path.Combine(platform.Folder, "altered.zip"));
        Assert.Equal(0, (await platform.Ctx("runs", "export", run, "--out", file)).Exit);
        File.WriteAllText(keys, await platform.Anonymous(".well-known/jwks.json"));
        File.Copy(file, altered, overwrite: true);
        using (var zip = ZipFile.Open(altered, ZipArchiveMode.Update))
        {
            using var stream = zip.GetEntry("steps.jsonl")!.Open();
            stream.Position = 20;
            var was = stream.ReadByte();
            stream.Position = 20;
            stream.WriteByte((byte)(was == '7' ? '8' : '7'));
        }

        string[] nowhere = ["--url", "http://127.0.0.1:1", "--key", "k"];
        Assert.Equal(0, (await platform.Ctx(["bundle", "verify", file, "--keys", keys, .. nowhere])).Exit);
        var (failed, output, _) = await platform.Ctx(["bundle", "verify", altered, "--keys", keys, .. nowhere]);
        Assert.Equal(1, failed);
        Assert.Contains("steps.jsonl", output, StringComparison.Ordinal);
        var (unchecked_, says, _) = await platform.Ctx(["bundle", "verify", file, .. nowhere]);
        Assert.Equal(1, unchecked_);
        Assert.Contains("not checked against a trusted key", says, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, (await platform.Ctx("bundle", "verify", file + ".none")).Exit);
        Assert.Equal(ExitCodes.Usage, (await platform.Ctx("bundle", "verify", file, "--keys", file)).Exit);
    }
}
