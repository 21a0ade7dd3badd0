using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;

namespace ServiceDefaults.Http;

public static class BodyLimit
{
    /// <summary>Unless a route says otherwise: 16 MiB (configuration <c>Limits:BodyBytes</c>).</summary>
    public const long DefaultBytes = 16L * 1024 * 1024;

    /// <summary>The largest body this route reads, in bytes; beyond it 413. Null takes the limit away: then the route itself bounds what it buffers.</summary>
    public static TBuilder WithBodyLimit<TBuilder>(this TBuilder builder, long? bytes) where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(new Limit(bytes)));
        return builder;
    }

    private sealed record Limit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
