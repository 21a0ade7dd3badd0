using ServiceDefaults.Hosting;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Features.Proxy;

/// <summary>YARP's routes, made from the permission table: one row, one route.</summary>
internal static class ProxyRoutes
{
    // No byte from a service for so long means that it hangs; live streams send a heartbeat far more often.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);
    private const string EncodedSlash = "%2F";
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(2);

    public static void AddProxy(this IServiceCollection services, IConfiguration configuration) =>
        services.AddReverseProxy()
            .LoadFromMemory(Routes(), Clusters(configuration))
            .AddTransforms(transforms => transforms.AddRequestTransform(KeepSlashesEncoded))
            .ConfigureHttpClient((_, handler) => handler.ConnectTimeout = ConnectWithin);

    public static List<RouteConfig> Routes() =>
    [
        .. Permissions.All.Where(permission => permission.Service != Permissions.Own).Select(permission => new RouteConfig
        {
            RouteId = $"{permission.Method} {permission.Template}",
            ClusterId = permission.Service,
            Match = new RouteMatch { Methods = [permission.Method], Path = permission.Template },
        }),
    ];

    public static List<ClusterConfig> Clusters(IConfiguration configuration) =>
    [
        .. Permissions.Services.Select(service => new ClusterConfig
        {
            ClusterId = service,
            Destinations = Addresses(configuration, service).Select((address, number) => (address, number)).ToDictionary(
                pair => $"{service}-{pair.number}", pair => new DestinationConfig { Address = pair.address }, StringComparer.Ordinal),
            HttpRequest = new ForwarderRequestConfig { ActivityTimeout = Silence },
        }),
    ];

    // An encoded slash stays one character of one segment (ASP.NET leaves it encoded in Path); YARP would encode its percent sign once more.
    private static ValueTask KeepSlashesEncoded(RequestTransformContext context)
    {
        var path = context.HttpContext.Request.Path.Value ?? "/";
        if (path.Contains(EncodedSlash, StringComparison.OrdinalIgnoreCase))
        {
            var parts = path.Replace(EncodedSlash.ToLowerInvariant(), EncodedSlash, StringComparison.Ordinal).Split(EncodedSlash);
            var encoded = string.Join(EncodedSlash, parts.Select(part => new PathString("/" + part).ToUriComponent()[1..]));
            context.ProxyRequest.RequestUri = new Uri(context.DestinationPrefix.TrimEnd('/') + encoded + context.HttpContext.Request.QueryString.ToUriComponent());
        }
        return ValueTask.CompletedTask;
    }

    private static List<string> Addresses(IConfiguration configuration, string service)
    {
        var addresses = configuration.GetSection($"services:{service}:http").GetChildren().Select(child => child.Value).OfType<string>().ToList();
        return addresses.Count > 0
            ? addresses
            : throw new StartupException($"The gateway does not know where {service} is: set services__{service}__http__0.");
    }
}
