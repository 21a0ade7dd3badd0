using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ServiceDefaults.Hosting;

/// <summary>
/// OTLP export of what the platform's libraries already emit (their own ActivitySources and Meters), when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.
/// Without it nothing is collected and nothing leaves the machine. Logs, traces and metrics never hold payloads.
/// </summary>
internal sealed class Telemetry(IConfiguration configuration, IHostEnvironment environment) : IHostedService, IDisposable
{
    public static readonly ActivitySource Source = new("Platform");
    public static readonly Meter Meter = new("Platform");

    private static readonly string[] Sources = ["Platform", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "MassTransit"];
    private static readonly string[] Meters =
        ["Platform", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime", "Npgsql", "MassTransit", "Polly"];

    private TracerProvider? traces;
    private MeterProvider? metrics;

    public static void Add(IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Telemetry>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<Telemetry>());
        if (Endpoint(builder.Configuration) is null) return;
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.SetResourceBuilder(ResourceOf(builder.Configuration, builder.Environment));
            logs.AddOtlpExporter(Export);
        });
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (Endpoint(configuration) is null) return Task.CompletedTask;
        var resource = ResourceOf(configuration, environment);
        traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Sources).AddProcessor(new DropHealth()).AddOtlpExporter(Export).Build();
        metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Meters).AddOtlpExporter(Export).Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        traces?.ForceFlush(2000);
        metrics?.ForceFlush(2000);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
    }

    private static string? Endpoint(IConfiguration configuration) =>
        configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 } endpoint ? endpoint : null;

    private static ResourceBuilder ResourceOf(IConfiguration configuration, IHostEnvironment environment) => ResourceBuilder.CreateDefault().AddService(
        configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } name ? name : environment.ApplicationName,
        serviceVersion: configuration["Platform:Build"], serviceInstanceId: Environment.MachineName + "/" + Environment.ProcessId);

    // Endpoint, headers and protocol are read by the exporter from the standard OTEL_* variables.
    private static void Export(OtlpExporterOptions options) => options.TimeoutMilliseconds = 5000;

    /// <summary>Health checks come every second and say nothing.</summary>
    private sealed class DropHealth : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            if (data.GetTagItem("url.path") is string path && path.StartsWith("/health/", StringComparison.Ordinal)) data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
