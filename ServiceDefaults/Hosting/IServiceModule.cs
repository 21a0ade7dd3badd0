using Microsoft.AspNetCore.Routing;

namespace ServiceDefaults.Hosting;

/// <summary>One service, as a host sees it. A service's own process runs one module, the Sidecar runs them all: the same code path.</summary>
public interface IServiceModule
{
    /// <summary>Lower case, for instance <c>recorder</c>: database <c>recorderdb</c>, OpenAPI group, <c>/v2/recorder/jobs</c>, <c>/openapi/recorder.json</c>.</summary>
    string Name { get; }

    /// <summary>Message type to the endpoint names of every consumer in every service. The publisher's outbox waits for all of them.</summary>
    IReadOnlyDictionary<Type, string[]> Subscriptions { get; }

    void AddServices(ModuleBuilder module);

    /// <summary>The routes given already carry the group name, the identity requirement and the documented refusals.</summary>
    void MapEndpoints(IEndpointRouteBuilder routes);
}
