using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Context.Tests.Embedding;

/// <summary>An embedder that speaks the protocol on a loopback port. Its three dimensions are words of nature, words of money, and the rest.</summary>
public sealed class EmbeddingServer : IAsyncDisposable
{
    private static readonly string[][] Themes = [["nature", "tent", "lake", "forest"], ["invoice", "bank", "payment", "figures"]];

    private readonly WebApplication app;
    private readonly List<(string? Key, string Body)> asked = [];

    /// <summary>Answers instead of the embedder, where it gives anything.</summary>
    public Func<int, HttpContext, Task<bool>> Before { get; set; } = (_, _) => Task.FromResult(false);

    public string Url { get; }

    public EmbeddingServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/v1/embeddings", Answer);
        app.StartAsync().GetAwaiter().GetResult();
        Url = $"{app.Urls.Single()}/v1";
    }

    public IReadOnlyList<(string? Key, string Body)> Asked
    {
        get
        {
            lock (asked)
            {
                return [.. asked];
            }
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task Answer(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync();
        int number;
        lock (asked)
        {
            asked.Add((http.Request.Headers.Authorization, body));
            number = asked.Count;
        }
        if (await Before(number, http))
        {
            return;
        }

        var texts = JsonDocument.Parse(body).RootElement.GetProperty("input").EnumerateArray().Select(text => text.GetString()!).ToList();
        // Last first: the index says whose each is.
        await http.Response.WriteAsJsonAsync(new { data = texts.Select((text, index) => new { index, embedding = Vector(text) }).Reverse() });
    }

    private static double[] Vector(string text)
    {
        var counts = Themes.Select(theme => (double)theme.Count(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))).ToList();
        return [.. counts, 0.1];
    }

    public static Func<int, HttpContext, Task<bool>> Always(int status, string body = "") => async (_, http) =>
    {
        http.Response.StatusCode = status;
        http.Response.Headers.RetryAfter = 0.ToString(CultureInfo.InvariantCulture);
        await http.Response.WriteAsync(body);
        return true;
    };
}
