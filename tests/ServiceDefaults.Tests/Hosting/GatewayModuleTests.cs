using System.Net;
using Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Hosting;
using ServiceDefaults.Http;
using ServiceDefaults.Tenancy;
using ServiceDefaults.Tests.Storage;
using Substrate.Policies;
using Xunit;

namespace ServiceDefaults.Tests.Hosting;

/// <summary>Lets in whoever names an organisation, and passes nothing on.</summary>
public sealed class DoormanModule : IGatewayModule
{
    public string Name => "doorman";
    public IReadOnlyDictionary<Type, string[]> Subscriptions => Table.Of;

    public void AddServices(ModuleBuilder module) => module.AddDatabase<ProbeDb>();

    public void ConfigureGateway(WebApplicationBuilder builder) => builder.Services.AddSingleton(new Greeting("Come in"));

    public void UseGateway(WebApplication app) => app.Use(async (context, next) =>
    {
        if (!Guid.TryParse(context.Request.Headers["X-Org"], out var org))
        {
            if (context.Request.Path.StartsWithSegments("/v2/door", StringComparison.Ordinal)) await Problem.WriteAsync(context, Problem.Of(401, "unauthenticated", "Who are you?"));
            else await next(context);
            return;
        }
        using (CallerContext.Accept(context, new Caller(org, "guest", CallerRole.Viewer))) await next(context);
    });

    public void MapEndpoints(IEndpointRouteBuilder routes) => routes.MapGet("/v2/door", async (Caller caller, Greeting greeting, ProbeDb db) =>
        TypedResults.Ok(new DoorView($"{greeting.Text}, {caller.Subject}", await db.Notes.CountAsync()))).WithName("Doorman.Door");
}

public sealed record Greeting(string Text);

public sealed record DoorView(string Text, int Notes);

public sealed class GatewayModuleTests
{
    [Fact]
    public async Task A_gateway_beside_services_has_a_listener_and_a_database_of_its_own()
    {
        await using var platform = await TestPlatform.StartAsync([new EchoModule(), new DoormanModule()]);
        Assert.NotEqual(platform.Address, platform.GatewayAddress);
        using var outside = platform.Outside();
        using var inside = platform.Anonymous();
        Assert.Equal(HttpStatusCode.Unauthorized, (await outside.GetAsync(new Uri("/v2/door", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await inside.GetAsync(new Uri("/v2/door", UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await outside.GetAsync(new Uri("/v2/echo/heard", UriKind.Relative))).StatusCode);
        outside.DefaultRequestHeaders.Add("X-Org", platform.Org.ToString());
        Assert.Equal("""{"text":"Come in, guest","notes":0}""", await outside.GetStringAsync(new Uri("/v2/door", UriKind.Relative)));
        foreach (var client in new[] { outside, inside })
        {
            Assert.Equal("ready", await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative)));
            Assert.Equal("live", await client.GetStringAsync(new Uri("/health/live", UriKind.Relative)));
        }
    }

    [Fact]
    public async Task A_gateway_alone_is_a_whole_process()
    {
        await using var platform = await TestPlatform.StartAsync([new DoormanModule()]);
        using var outside = platform.Outside();
        outside.DefaultRequestHeaders.Add("X-Org", platform.Org.ToString());
        Assert.Equal(HttpStatusCode.OK, (await outside.GetAsync(new Uri("/v2/door", UriKind.Relative))).StatusCode);
        Assert.Contains("\"/v2/door\"", await outside.GetStringAsync(new Uri("/openapi/doorman.json", UriKind.Relative)), StringComparison.Ordinal);
    }
}
