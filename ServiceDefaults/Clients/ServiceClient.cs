using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RestEase;
using RestEase.Implementation;
using ServiceDefaults.Hosting;
using ServiceDefaults.Tenancy;
using Substrate.Json;

namespace ServiceDefaults.Clients;

/// <summary>Makes a RestEase client of another service: its address from configuration, JSON in our dialect, signed, resilient.</summary>
internal static class ServiceClient
{
    public static TApi Create<TApi>(IServiceProvider provider, string service, string caller) where TApi : class
    {
        var transport = new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(3),
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        };
        var handler = new ResilienceHandler(service)
        {
            InnerHandler = new IdentityHandler(
                provider.GetRequiredService<IdentitySigner>(), provider.GetRequiredService<IConfiguration>(), service, caller) { InnerHandler = transport },
        };
        // The real address is put in by the innermost handler, on each call: in tests it is known only once the host listens.
        var http = new HttpClient(handler) { BaseAddress = IdentityHandler.Placeholder, Timeout = Timeout.InfiniteTimeSpan };
        return new RestClient(http)
        {
            RequestBodySerializer = new JsonBody(),
            ResponseDeserializer = new JsonAnswer(),
            FormatProvider = System.Globalization.CultureInfo.InvariantCulture,
        }.For<TApi>();
    }

    private sealed class JsonBody : RequestBodySerializer
    {
        public override HttpContent? SerializeBody<T>(T body, RequestBodySerializerInfo info)
        {
            if (body is null) return null;
            var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, PlatformJson.Options));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            return content;
        }
    }

    private sealed class JsonAnswer : ResponseDeserializer
    {
        public override T Deserialize<T>(string? content, HttpResponseMessage response, ResponseDeserializerInfo info) =>
            JsonSerializer.Deserialize<T>(content ?? "null", PlatformJson.Options)!;
    }
}

/// <summary>Signs as the current caller, so that the service called sees who really asks; where nobody asks, consumers and jobs act as the service itself.</summary>
internal sealed class IdentityHandler(IdentitySigner signer, IConfiguration configuration, string service, string caller) : DelegatingHandler
{
    public static readonly Uri Placeholder = new("http://service.internal/");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var who = CallerContext.Current ?? throw new InvalidOperationException(
            $"{caller} called {service} for nobody. In warm-up and other background work wrap the call in CallerContext.Act(Caller.ForService(org, \"{caller}\")).");
        var address = configuration[$"services:{service}:http:0"] ?? throw new StartupException($"services:{service}:http:0 is not set (the address of {service}).");
        request.RequestUri = new Uri(new Uri(address), request.RequestUri!.PathAndQuery);
        request.Headers.Remove(IdentitySigner.Header);
        request.Headers.Add(IdentitySigner.Header, signer.Sign(who));
        return base.SendAsync(request, cancellationToken);
    }
}
