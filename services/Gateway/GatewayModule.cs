using Contracts;
using Gateway.Features.Access;
using Gateway.Features.Dashboard;
using Gateway.Features.Events;
using Gateway.Features.Keys;
using Gateway.Features.Manners;
using Gateway.Features.Proxy;
using Gateway.Features.Reference;
using Gateway.Features.Sessions;
using Gateway.Storage;
using Microsoft.AspNetCore.ResponseCompression;
using ServiceDefaults.Hosting;
using StackExchange.Redis;

namespace Gateway;

/// <summary>The one listener that the world talks to: who may come in, and which service answers.</summary>
public sealed class GatewayModule : IGatewayModule
{
    public string Name => Permissions.Own;

    public IReadOnlyDictionary<Type, string[]> Subscriptions => Contracts.Subscriptions.All;

    public void AddServices(ModuleBuilder module)
    {
        ArgumentNullException.ThrowIfNull(module);
        module.AddDatabase<GatewayDb>();
        module.AddWarmUp<FirstKeys>();
        var services = module.Services;
        services.AddSingleton<CredentialStore>();
        services.AddSingleton<FirstOrganisation>();
        services.AddSingleton<KeyUsage>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyUsage>());
        services.AddHostedService<RevocationListener>();
    }

    public void ConfigureGateway(WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddProxy(builder.Configuration);
        services.AddHttpClient();
        services.AddHttpClient(nameof(UpstreamEvents), client => client.Timeout = Timeout.InfiniteTimeSpan);
        services.AddSingleton<UpstreamEvents>();
        services.AddSingleton<LocalBuckets>();
        services.AddSingleton<RateLimiter>();
        if (!string.IsNullOrEmpty(builder.Configuration.GetConnectionString("cache")))
        {
            builder.AddRedisClient("cache");
            services.AddSingleton(provider => new SharedBuckets(provider.GetRequiredService<IConnectionMultiplexer>()));
        }
        services.AddSingleton<DashboardFolder>();
        services.AddSingleton<ServiceDocuments>();
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml"];
        });
    }

    public void UseGateway(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Use(SecurityHeaders.Apply);
        // The API's answers stream; only files and pages are compressed.
        app.UseWhen(context => !context.Request.Path.StartsWithSegments("/v2", StringComparison.OrdinalIgnoreCase), files => files.UseResponseCompression());
        DashboardPages.UseFiles(app, app.Services.GetRequiredService<DashboardFolder>());
        app.UseRouting();
        app.UseMiddleware<AccessMiddleware>();
        app.MapReverseProxy(proxy =>
        {
            proxy.Use(UpstreamProblems.Translate);
            proxy.UseLoadBalancing();
        });
        SignInWithToken.Map(app);
        SignInWithKey.Map(app);
        SignOut.Map(app);
        ReferencePage.Map(app);
        DashboardPages.Map(app);
    }

    public void MapEndpoints(IEndpointRouteBuilder routes)
    {
        ListKeys.Map(routes);
        CreateKey.Map(routes);
        RevokeKey.Map(routes);
        GetSession.Map(routes);
        StreamEvents.Map(routes);
        GetOpenApi.Map(routes);
    }
}
