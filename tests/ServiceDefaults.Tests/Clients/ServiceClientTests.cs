using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Polly.CircuitBreaker;
using RestEase;
using ServiceDefaults.Clients;
using ServiceDefaults.Tenancy;
using Substrate.Json;
using Substrate.Policies;
using Xunit;

namespace ServiceDefaults.Tests.Clients;

public interface IFlakyApi
{
    [Get("read")]
    Task<string> Read(CancellationToken cancel = default);

    [Post("write")]
    Task<string> Write([Body] TakeNote note, CancellationToken cancel = default);

    [Post("write")]
    [Header("X-Idempotent", "true")]
    Task<string> WriteAgain([Body] TakeNote note, CancellationToken cancel = default);

    [Post("write")]
    Task<string> WriteKeyed([Body] TakeNote note, [Header("Idempotency-Key")] string key, CancellationToken cancel = default);
}

public sealed class ServiceClientTests(ProbeFixture fixture) : IClassFixture<ProbeFixture>
{
    private static readonly TakeNote Note = new("n", Storage.Mood.VeryHappy);

    [Fact]
    public async Task Inside_a_request_the_call_goes_out_as_the_caller()
    {
        using var client = fixture.As(CallerRole.Viewer);
        var view = (await client.GetFromJsonAsync<HeardView>("/v2/probe/heard", PlatformJson.Options))!;
        Assert.Equal(("test:Viewer", "Viewer"), (view.Subject, view.Role));
    }

    [Fact]
    public async Task Background_work_acts_as_the_service_and_nobody_is_refused()
    {
        var echo = fixture.Services.GetRequiredService<IEchoApi>();
        await Assert.ThrowsAsync<InvalidOperationException>(() => echo.Heard());
        using (CallerContext.Act(Caller.ForService(fixture.Org, "probe"))) Assert.Equal(("service:probe", "Service"), ((await echo.Heard()).Subject, (await echo.Heard()).Role));
        Assert.Null(CallerContext.Current);
    }

    [Fact]
    public async Task A_read_is_retried_and_so_is_a_write_that_says_it_may_be()
    {
        await using var server = await Flaky.StartAsync(failures: 2);
        using var acting = CallerContext.Act(new Caller(fixture.Org, "t", CallerRole.Member));
        Assert.Equal("ok 3", await server.Client.Read());
        server.Reset(2);
        Assert.Equal("ok 3", await server.Client.WriteAgain(Note));
        server.Reset(2);
        Assert.Equal("ok 3", await server.Client.WriteKeyed(Note, "k"));
        Assert.All(server.Bodies.Where(body => body.Length > 0), body => Assert.Equal("""{"text":"n","mood":"very_happy"}""", body));
    }

    [Fact]
    public async Task A_plain_write_is_sent_once()
    {
        await using var server = await Flaky.StartAsync(failures: 1);
        using var acting = CallerContext.Act(new Caller(fixture.Org, "t", CallerRole.Member));
        var failed = await Assert.ThrowsAsync<ApiException>(() => server.Client.Write(Note));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);
        Assert.Equal(1, server.Calls);
    }

    [Fact]
    public async Task A_service_that_keeps_failing_is_left_alone_for_a_while()
    {
        await using var server = await Flaky.StartAsync(failures: int.MaxValue);
        using var acting = CallerContext.Act(new Caller(fixture.Org, "t", CallerRole.Member));
        for (var n = 0; n < 10; n++) await Assert.ThrowsAsync<ApiException>(() => server.Client.Write(Note));
        var calls = server.Calls;
        await Assert.ThrowsAnyAsync<BrokenCircuitException>(() => server.Client.Write(Note));
        Assert.Equal(calls, server.Calls);
    }

    private sealed class Flaky(WebApplication server) : IAsyncDisposable
    {
        private int failures;
        private int calls;

        public int Calls => calls;
        public System.Collections.Concurrent.ConcurrentQueue<string> Bodies { get; } = new();
        public IFlakyApi Client { get; private set; } = null!;

        public void Reset(int failing) => (failures, calls) = (failing, 0);

        public static async Task<Flaky> StartAsync(int failures)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var server = builder.Build();
            var flaky = new Flaky(server);
            flaky.Reset(failures);
            server.Run(flaky.AnswerAsync);
            await server.StartAsync();
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Identity:Key"] = Convert.ToBase64String(new byte[32]),
                ["services:flaky:http:0"] = server.Urls.First(),
            }).Build();
            var provider = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddSingleton(TimeProvider.System).AddSingleton<IdentitySigner>().BuildServiceProvider();
            flaky.Client = ServiceClient.Create<IFlakyApi>(provider, "flaky", "probe");
            return flaky;
        }

        private async Task AnswerAsync(HttpContext context)
        {
            var call = Interlocked.Increment(ref calls);
            using var reader = new StreamReader(context.Request.Body);
            Bodies.Enqueue(await reader.ReadToEndAsync());
            context.Response.StatusCode = call <= failures ? 503 : 200;
            await context.Response.WriteAsync($"ok {call}");
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
