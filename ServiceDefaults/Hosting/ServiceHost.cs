using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using ServiceDefaults.Http;
using ServiceDefaults.Schema;
using ServiceDefaults.Tenancy;
using Substrate.Json;

namespace ServiceDefaults.Hosting;

/// <summary>
/// The one host. Owns telemetry, schema, bus, jobs, identity, errors, health and OpenAPI; a service's process gives it one module, the Sidecar all of them,
/// a test any. A gateway module gets a listener and a container of its own in the same process.
/// </summary>
public static class ServiceHost
{
    /// <summary>All that a <c>Program.cs</c> calls. Returns the exit code: 0 after a clean stop, 78 when the configuration is at fault, 1 for anything else.</summary>
    public static int Run(string[] args, params IServiceModule[] modules)
    {
        try
        {
            using var application = Build(args, modules);
            application.Run();
            return 0;
        }
        catch (Exception e) when (Find<StartupException>(e) is { } startup)
        {
            Console.Error.WriteLine(startup.Message);
            return 78;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"{string.Join(", ", modules.Select(module => module.Name))} stopped: {e}");
            return 1;
        }
    }

    /// <param name="configure">For tests: may add configuration and change the listener, before anything reads them.</param>
    public static WebApplication Build(string[] args, IReadOnlyList<IServiceModule> modules, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(modules);
        var services = modules.Where(module => module is not IGatewayModule).ToList();
        var gateway = modules.OfType<IGatewayModule>().SingleOrDefault();
        if (services.Count == 0) return BuildGateway(args, gateway ?? throw new ArgumentException("No module.", nameof(modules)), null, configure);

        var builder = CreateBuilder(args, string.Join('+', services.Select(module => module.Name)));
        configure?.Invoke(builder);
        // First of all hosted services: what the modules add may use their tables from the start.
        builder.Services.AddHostedService<SchemaStartup>();
        var registry = AddPlatform(builder, services);
        Telemetry.Add(builder);
        foreach (var module in registry.Modules) module.Database?.AddListener(builder.Services);
        Bus.Add(builder.Services, builder.Configuration, registry);
        foreach (var module in registry.Modules) module.Database?.AddWorkers(builder.Services);
        builder.Services.AddHostedService<WarmUps>();
        if (gateway is not null)
        {
            var application = BuildGateway(args, gateway, builder.Configuration, null);
            builder.Services.AddSingleton(new GatewayHost(application));
            builder.Services.AddHostedService(provider => provider.GetRequiredService<GatewayHost>());
        }

        var app = builder.Build();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.UseRequestTimeouts();
        app.UseMiddleware<IdentityMiddleware>();
        app.UseMiddleware<IdempotencyMiddleware>();
        Health.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json");
        foreach (var module in registry.Modules)
        {
            var routes = Group(app, module).WithMetadata(IdentityRequired.Instance);
            module.Database?.MapRoutes(routes);
            module.Database?.MapEvents(routes);
            module.Module.MapEndpoints(routes);
        }
        return app;
    }

    /// <summary>The consumer endpoints that the given modules register, by message type; what <see cref="IServiceModule.Subscriptions"/> must equal.</summary>
    public static IReadOnlyDictionary<Type, string[]> DescribeConsumers(params IServiceModule[] modules)
    {
        var builder = CreateBuilder([], "describe");
        return modules.SelectMany(module =>
            {
                var description = new ModuleDescription(module);
                module.AddServices(new ModuleBuilder(description, builder));
                return description.Consumers;
            })
            .GroupBy(consumer => consumer.MessageType)
            .ToDictionary(group => group.Key, group => group.Select(consumer => consumer.Endpoint).Order(StringComparer.Ordinal).ToArray());
    }

    private static WebApplication BuildGateway(string[] args, IGatewayModule gateway, IConfiguration? inherited, Action<WebApplicationBuilder>? configure)
    {
        var builder = CreateBuilder(args, gateway.Name);
        // A copy: chained, UseUrls below would write the gateway's address through into the services' configuration, and both would listen there.
        if (inherited is not null) builder.Configuration.AddInMemoryCollection(inherited.AsEnumerable());
        configure?.Invoke(builder);
        if (builder.Configuration["Gateway:Url"] is { Length: > 0 } url) builder.WebHost.UseUrls(url);
        builder.Services.AddHostedService<SchemaStartup>();
        var registry = AddPlatform(builder, [gateway]);
        var module = registry.Modules[0];
        if (module.Consumers.Count > 0 || module.Jobs.Count > 0) throw new InvalidOperationException("A gateway has neither handlers nor jobs.");
        if (inherited is null) Telemetry.Add(builder);
        module.Database?.AddListener(builder.Services);
        builder.Services.AddHostedService<WarmUps>();
        gateway.ConfigureGateway(builder);

        var app = builder.Build();
        app.UseMiddleware<ProblemMiddleware>();
        Health.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json");
        gateway.UseGateway(app);
        gateway.MapEndpoints(Group(app, module));
        return app;
    }

    private static WebApplicationBuilder CreateBuilder(string[] args, string name)
    {
        // The base directory as content root: whatever appsettings.json lies where the process was started is not ours.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ApplicationName = name, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.Logging.AddConsole(console => console.FormatterName = ScrubbedLines.FormatName).AddConsoleFormatter<ScrubbedLines, ConsoleFormatterOptions>();
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        foreach (var noisy in new[] { "Microsoft", "System", "MassTransit", "Npgsql", "RabbitMQ", "Yarp", "Polly" }) builder.Logging.AddFilter(noisy, LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Critical);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Update", LogLevel.Critical);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        return builder;
    }

    private static ModuleRegistry AddPlatform(WebApplicationBuilder builder, IReadOnlyList<IServiceModule> modules)
    {
        builder.WebHost.ConfigureKestrel((context, kestrel) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = context.Configuration.GetValue("Limits:BodyBytes", BodyLimit.DefaultBytes);
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        });
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IdentitySigner>();
        services.AddSingleton<OrgKeys>();
        services.AddSingleton<OrgRedaction>();
        services.ConfigureHttpJsonOptions(options => PlatformJson.Apply(options.SerializerOptions, System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(15));
        services.AddRequestTimeouts(options => options.DefaultPolicy = new RequestTimeoutPolicy { Timeout = TimeSpan.FromSeconds(60), TimeoutStatusCode = 504 });

        var registry = new ModuleRegistry([.. modules.Select(module => new ModuleDescription(module))]);
        services.AddSingleton(registry);
        services.AddSingleton(provider => Expected(registry));
        foreach (var module in registry.Modules)
        {
            OpenApi.Add(services, module.Name);
            module.Module.AddServices(new ModuleBuilder(module, builder));
        }
        return registry;
    }

    private static Readiness Expected(ModuleRegistry registry)
    {
        var readiness = new Readiness();
        readiness.Expect("schema");
        foreach (var module in registry.Modules)
        {
            foreach (var type in module.WarmUps) readiness.Expect(WarmUps.StepOf(module.Name, type));
        }
        return readiness;
    }

    private static RouteGroupBuilder Group(WebApplication app, ModuleDescription module) => app.MapGroup("")
        .WithGroupName(module.Name)
        .WithTags(module.Name)
        .WithMetadata(module)
        .AddEndpointFilter(new ProblemFilter())
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(500).ProducesProblem(503);

    private static T? Find<T>(Exception? e) where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found) return found;
            if (e is AggregateException { InnerExceptions: { Count: > 1 } many } && many.Select(Find<T>).FirstOrDefault(inner => inner is not null) is { } nested) return nested;
        }
        return null;
    }
}
