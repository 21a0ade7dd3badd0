using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Gateway.Domain;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Gateway.Features.Reference;

/// <summary>Every service's OpenAPI document as one. A document, once had, is kept: it changes only when its service is replaced, and then this one is too.</summary>
internal sealed class ServiceDocuments(IHttpClientFactory clients, IConfiguration configuration)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly ConcurrentDictionary<string, JsonObject> _kept = new(StringComparer.Ordinal);

    public async Task<JsonObject?> Find(string service, CancellationToken cancel)
    {
        if (_kept.TryGetValue(service, out var kept))
        {
            return kept;
        }
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            using var client = clients.CreateClient();
            var address = new Uri(new Uri(configuration[$"services:{service}:http:0"]!), $"/openapi/{service}.json");
            await using var body = await client.GetStreamAsync(address, limit.Token);
            return await JsonNode.ParseAsync(body, cancellationToken: limit.Token) is JsonObject document ? _kept[service] = document : null;
        }
        catch (Exception error) when (error is HttpRequestException or System.Text.Json.JsonException || (error is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return null;
        }
    }
}

internal static class GetOpenApi
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/openapi.json", Handle).WithName("Gateway.GetOpenApi").WithSummary("This document: the whole API, of all services.");

    private static async Task<IResult> Handle(
        ServiceDocuments documents, [FromKeyedServices(Permissions.Own)] IOpenApiDocumentProvider own, CancellationToken cancel)
    {
        var found = await Task.WhenAll(Permissions.Services.Select(async service => (Service: service, Document: await documents.Find(service, cancel))));
        var gateway = await own.GetOpenApiDocumentAsync(cancel);
        var ownText = await gateway.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancel);
        var merged = OpenApiMerge.Merge(
            [(Permissions.Own, (JsonObject)JsonNode.Parse(ownText)!), .. found.Where(pair => pair.Document is not null).Select(pair => (pair.Service, pair.Document!))],
            [.. found.Where(pair => pair.Document is null).Select(pair => pair.Service)]);
        return TypedResults.Text(merged.ToJsonString(), "application/json");
    }
}
