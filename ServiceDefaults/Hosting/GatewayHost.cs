using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace ServiceDefaults.Hosting;

/// <summary>The public listener's application, started and stopped with the process that also runs the services.</summary>
internal sealed class GatewayHost(WebApplication application) : IHostedService
{
    public WebApplication Application => application;

    public Task StartAsync(CancellationToken cancellationToken) => application.StartAsync(cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await application.StopAsync(cancellationToken);
        await application.DisposeAsync();
    }
}
