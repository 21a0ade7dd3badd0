using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ServiceDefaults.Hosting;

/// <summary>Runs every module's warm-ups beside each other, once the host listens; each again with back-off until it succeeds.</summary>
internal sealed class WarmUps(
    ModuleRegistry registry, IServiceProvider provider, Readiness readiness, IHostApplicationLifetime lifetime, ILogger<WarmUps> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var started = lifetime.ApplicationStarted.Register(() => listening.TrySetResult());
        await using var stopping = stoppingToken.Register(() => listening.TrySetCanceled(stoppingToken));
        await listening.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(registry.Modules.SelectMany(module => module.WarmUps.Select(type => RunAsync(module.Name, type, stoppingToken))));
    }

    internal static string StepOf(string module, Type type) => $"{module}: {type.Name}";

    private async Task RunAsync(string module, Type type, CancellationToken ct)
    {
        var wait = TimeSpan.FromMilliseconds(500);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await ((IWarmUp)provider.GetRequiredService(type)).WarmUp(ct);
                readiness.Done(StepOf(module, type));
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
            {
                log.LogWarning(e, "Warm-up {Type} of {Module} failed; trying again in {Seconds} s", type.Name, module, wait.TotalSeconds);
                await Task.Delay(wait, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, TimeSpan.FromSeconds(30).Ticks));
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
