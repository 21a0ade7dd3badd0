using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Contracts.Context;
using Harness;
using Policy;
using ServiceDefaults.Hosting;
using Substrate.Compiling;
using Substrate.Json;
using Substrate.Policies;
using Substrate.Scoping;
using Xunit;

namespace Context.Tests;

/// <summary>Context beside the real Policy; memory is not there.</summary>
public class ContextPlatform : PlatformFixture
{
    /// <summary>A port nobody listens on: what is asked there is refused at once.</summary>
    protected const string Nowhere = "http://127.0.0.1:1";

    protected override IReadOnlyList<IServiceModule> Modules { get; } = [new ContextModule(), new PolicyModule()];

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?> { ["services:memory:http:0"] = Nowhere };

    public static ContextItem Item(string id, string text, Sensitivity sensitivity = Sensitivity.Internal) =>
        new(id, ItemKind.Document, text, new ItemSource($"doc:{id}"), Sensitivity: sensitivity);

    /// <summary>Without memory, so that a test says when it wants it.</summary>
    public static CompileRequest Request(params ContextItem[] items) =>
        new("Ship the release of the parser", new Scope(Repo: "acme/parser"), 2_000, items, new MemoryOptions(Enabled: false));

    public async Task<CompileView> Compile(CompileRequest request, CallerRole role = CallerRole.Member)
    {
        using var client = As(role);
        using var answer = await client.PostAsJsonAsync("/v2/context/compile", request, PlatformJson.Options);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<CompileView>(PlatformJson.Options))!;
    }

    public async Task<JsonElement> Refused(CompileRequest request, HttpStatusCode status, CallerRole role = CallerRole.Member)
    {
        using var client = As(role);
        using var answer = await client.PostAsJsonAsync("/v2/context/compile", request, PlatformJson.Options);
        Assert.Equal(status, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public async Task<T> Get<T>(string path, CallerRole role = CallerRole.Member)
    {
        using var client = As(role);
        using var answer = await client.GetAsync(path);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
        return (await answer.Content.ReadFromJsonAsync<T>(PlatformJson.Options))!;
    }

    public async Task<JsonElement> GetRefused(string path, HttpStatusCode status, CallerRole role = CallerRole.Member)
    {
        using var client = As(role);
        using var answer = await client.GetAsync(path);
        Assert.Equal(status, answer.StatusCode);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    public Task<CompileDetail> Detail(Guid id, CallerRole role = CallerRole.Member) => Get<CompileDetail>($"/v2/context/compiles/{id}", role);

    public Task<long> Compiles() => Platform.ScalarAsync<long>("context", "SELECT count(*) FROM compiles");
}
