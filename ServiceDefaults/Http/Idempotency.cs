using Microsoft.AspNetCore.Builder;

namespace ServiceDefaults.Http;

public static class Idempotency
{
    public const string Header = "Idempotency-Key";

    /// <summary>
    /// A caller that sends <c>Idempotency-Key</c> (1 to 200 visible characters) twice with the same body gets the stored answer the second time, for 24
    /// hours; with another body 422. Refusals are not stored. After a crash between the effect and the storing of the answer the request runs again, so a
    /// create must also be safe by its own unique index.
    /// </summary>
    public static TBuilder WithIdempotencyKey<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint => endpoint.Metadata.Add(Mark.Instance));
        return builder;
    }

    internal sealed class Mark
    {
        public static Mark Instance { get; } = new();
    }
}
