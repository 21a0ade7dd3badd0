using Microsoft.AspNetCore.Builder;

namespace ServiceDefaults.Hosting;

/// <summary>
/// A module with a listener of its own (configuration <c>Gateway:Url</c>) that the outside world talks to. It gets its own web application and
/// container in the same process. <see cref="IServiceModule.AddServices"/> works on that container (database, live events, clients; no handlers and
/// no jobs); <see cref="IServiceModule.MapEndpoints"/> gets routes with group name and refusals, but without the identity requirement: the gateway
/// authenticates by itself and calls <see cref="Tenancy.CallerContext.Accept"/> for whom it let in.
/// </summary>
public interface IGatewayModule : IServiceModule
{
    /// <summary>Before the application is built: authentication, proxy, rate limits.</summary>
    void ConfigureGateway(WebApplicationBuilder builder);

    /// <summary>Middleware and routes of the public listener. Runs after the host put problem answers in front, and before <see cref="IServiceModule.MapEndpoints"/>.</summary>
    void UseGateway(WebApplication app);
}
