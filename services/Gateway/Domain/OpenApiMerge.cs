using System.Text.Json.Nodes;

namespace Gateway.Domain;

/// <summary>
/// One OpenAPI document out of one per service. Schemas of the same name and content are one schema; of the same name and other content, the later one gets
/// its service's name in front, and every reference to it follows.
/// </summary>
internal static class OpenApiMerge
{
    private const string SchemaPrefix = "#/components/schemas/";

    /// <param name="documents">Service name and document, in the order of the page. The documents are not changed.</param>
    /// <param name="unavailable">Services whose document could not be had.</param>
    public static JsonObject Merge(IReadOnlyList<(string Service, JsonObject Document)> documents, IReadOnlyList<string> unavailable)
    {
        var paths = new JsonObject();
        var schemas = new JsonObject();
        var tags = new JsonArray();
        foreach (var (service, original) in documents)
        {
            var document = (JsonObject)original.DeepClone();
            var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
            var own = document["components"]?["schemas"] as JsonObject ?? [];
            foreach (var (name, schema) in own)
            {
                if (schemas[name] is { } taken && !JsonNode.DeepEquals(taken, schema))
                {
                    renamed[name] = char.ToUpperInvariant(service[0]) + service[1..] + name;
                }
            }
            Rewrite(document, renamed);
            foreach (var (name, schema) in own)
            {
                schemas.TryAdd(renamed.GetValueOrDefault(name, name), schema?.DeepClone());
            }
            foreach (var (path, operations) in document["paths"] as JsonObject ?? [])
            {
                var merged = paths[path] as JsonObject;
                if (merged is null)
                {
                    paths[path] = merged = [];
                }
                foreach (var (method, operation) in (JsonObject)operations!.DeepClone())
                {
                    merged[method] = operation?.DeepClone();
                    if (merged[method] is JsonObject described)
                    {
                        described["tags"] = new JsonArray(service);
                    }
                }
            }
            tags.Add(new JsonObject { ["name"] = service });
        }
        var info = new JsonObject { ["title"] = "Memory and receipts for coding agents", ["version"] = "v2" };
        if (unavailable.Count > 0)
        {
            info["description"] = $"Incomplete: {string.Join(", ", unavailable)} did not answer.";
        }
        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = info,
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { ["apiKey"] = new JsonArray() }, new JsonObject { ["bearer"] = new JsonArray() }),
            ["tags"] = tags,
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JsonObject
                {
                    ["apiKey"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-Api-Key" },
                    ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
                },
            },
        };
    }

    private static void Rewrite(JsonNode? node, Dictionary<string, string> renamed)
    {
        if (renamed.Count == 0)
        {
            return;
        }
        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                Rewrite(item, renamed);
            }
        }
        if (node is not JsonObject members)
        {
            return;
        }
        if (members["$ref"]?.GetValue<string>() is { } reference && reference.StartsWith(SchemaPrefix, StringComparison.Ordinal)
            && renamed.TryGetValue(reference[SchemaPrefix.Length..], out var name))
        {
            members["$ref"] = SchemaPrefix + name;
        }
        foreach (var (_, value) in members)
        {
            Rewrite(value, renamed);
        }
    }
}
