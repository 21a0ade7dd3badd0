using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Substrate.Json;

namespace ServiceDefaults.Hosting;

/// <summary>One bus per process: RabbitMQ when <c>ConnectionStrings:messaging</c> is set, else in memory. Every consumer has an endpoint of its own.</summary>
internal static class Bus
{
    public static void Add(IServiceCollection services, IConfiguration configuration, ModuleRegistry registry)
    {
        services.AddOptions<MassTransitHostOptions>().Configure(options =>
        {
            options.WaitUntilStarted = true;
            options.StartTimeout = TimeSpan.FromSeconds(60);
            options.StopTimeout = TimeSpan.FromSeconds(10);
        });
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            var messaging = configuration.GetConnectionString("messaging");
            if (string.IsNullOrEmpty(messaging))
            {
                bus.UsingInMemory((context, transport) => Configure(registry, context, transport));
            }
            else
            {
                bus.UsingRabbitMq((context, transport) =>
                {
                    transport.Host(new Uri(messaging));
                    Configure(registry, context, transport);
                });
            }
        });
    }

    private static void Configure<TEndpoint>(ModuleRegistry registry, IRegistrationContext context, IBusFactoryConfigurator<TEndpoint> transport)
        where TEndpoint : IReceiveEndpointConfigurator
    {
        transport.ConfigureJsonSerializerOptions(options =>
        {
            // Our dialect for bodies; its strictness about nulls is not for MassTransit's own envelope.
            PlatformJson.Apply(options, System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip);
            options.PropertyNameCaseInsensitive = true;
            options.RespectNullableAnnotations = false;
            options.RespectRequiredConstructorParameters = false;
            return options;
        });
        var endpoints = new BusEndpoints((name, configure) => transport.ReceiveEndpoint(name, endpoint =>
        {
            // Senders address queues; nothing is broadcast. The outbox is the record, so what fails here is not kept a second time.
            endpoint.ConfigureConsumeTopology = false;
            endpoint.PublishFaults = false;
            endpoint.DiscardFaultedMessages();
            endpoint.DiscardSkippedMessages();
            configure(endpoint);
        }), context);
        foreach (var module in registry.Modules)
        {
            foreach (var consumer in module.Consumers) endpoints.Declare(consumer.Endpoint, endpoint => consumer.Configure(endpoint, context));
            module.Database?.AddAcks(endpoints);
        }
    }
}
