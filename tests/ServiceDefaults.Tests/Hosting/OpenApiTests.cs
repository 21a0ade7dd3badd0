using System.Text.Json;
using Xunit;

namespace ServiceDefaults.Tests.Hosting;

public sealed class OpenApiTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    [Fact]
    public async Task A_module_is_described_by_a_document_of_its_own()
    {
        using var client = fixture.Platform.Anonymous();
        using var document = JsonDocument.Parse(await client.GetStringAsync(new Uri("/openapi/probe.json", UriKind.Relative)));
        var root = document.RootElement;
        var paths = root.GetProperty("paths");
        Assert.True(paths.TryGetProperty("/v2/probe/jobs/{id}/cancel", out _));
        Assert.DoesNotContain(paths.EnumerateObject(), path => path.Name.StartsWith("/v2/echo", StringComparison.Ordinal) || path.Name.StartsWith("/health", StringComparison.Ordinal));
        Assert.False(root.TryGetProperty("servers", out var servers) && servers.GetArrayLength() > 0);

        var take = paths.GetProperty("/v2/probe/notes").GetProperty("post");
        Assert.Equal("Probe.TakeNote", take.GetProperty("operationId").GetString());
        Assert.Equal(["200", "400", "401", "403", "422", "500", "503"], take.GetProperty("responses").EnumerateObject().Select(response => response.Name).Order());
        Assert.Equal(["limit"], paths.GetProperty("/v2/probe/notes").GetProperty("get").GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()));

        var schemas = root.GetProperty("components").GetProperty("schemas");
        Assert.True(schemas.GetProperty("ProblemDetails").GetProperty("properties").TryGetProperty("code", out _));
        Assert.Equal(["plain", "very_happy"], schemas.GetProperty("Mood").GetProperty("enum").EnumerateArray().Select(value => value.GetString()));
        Assert.False(schemas.TryGetProperty("Caller", out _));
    }
}
