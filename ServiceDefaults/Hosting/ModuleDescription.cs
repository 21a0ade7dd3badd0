using MassTransit;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

using ServiceDefaults.Schema;

namespace ServiceDefaults.Hosting;

internal sealed record ConsumerRegistration(Type MessageType, string Endpoint, Action<IReceiveEndpointConfigurator, IServiceProvider> Configure);

/// <summary>What one module asked for, gathered by its <see cref="ModuleBuilder"/> and acted on by the host in the right order.</summary>
internal sealed class ModuleDescription(IServiceModule module)
{
    public IServiceModule Module { get; } = module;
    public string Name { get; } = module.Name;
    public List<ConsumerRegistration> Consumers { get; } = [];
    public Dictionary<string, Func<IServiceProvider, Jobs.JobContext, CancellationToken, Task>> Jobs { get; } = new(StringComparer.Ordinal);
    public List<Type> WarmUps { get; } = [];
    public DatabaseDoor? Database { get; set; }
}

/// <summary>The generic parts of a module's database, closed over its context type.</summary>
internal sealed record DatabaseDoor(
    Type ContextType,
    Func<IServiceProvider, SchemaRunner> Schema,
    Func<IServiceProvider, Guid, CancellationToken, ValueTask<NpgsqlConnection>> Open,
    Func<IServiceProvider, CancellationToken, Task> Ping,
    Action<IServiceCollection> AddListener,
    Action<IServiceCollection> AddWorkers,
    Action<BusEndpoints> AddAcks,
    Action<IEndpointRouteBuilder> MapRoutes,
    Action<IEndpointRouteBuilder> MapEvents);

/// <summary>The one thing both transports' configurators do for us: declare a receive endpoint.</summary>
internal delegate void DeclareEndpoint(string name, Action<IReceiveEndpointConfigurator> configure);

internal sealed record BusEndpoints(DeclareEndpoint Declare, IServiceProvider Provider);

/// <summary>Lets generic singletons find the module that owns a context type.</summary>
internal sealed record ModuleOf<TDb>(ModuleDescription Description);

internal sealed record ModuleRegistry(IReadOnlyList<ModuleDescription> Modules);
