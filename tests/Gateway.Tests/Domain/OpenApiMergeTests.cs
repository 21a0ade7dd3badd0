using System.Text.Json.Nodes;
using Gateway.Domain;
using Xunit;

namespace Gateway.Tests.Domain;

public sealed class OpenApiMergeTests
{
    [Fact]
    public void Paths_of_all_services_stand_in_one_document()
    {
        var merged = OpenApiMerge.Merge([("recorder", Document("/v2/runs", "RunView", "string")), ("memory", Document("/v2/memory", "MemoryView", "string"))], []);

        Assert.Equal(["/v2/runs", "/v2/memory"], merged["paths"]!.AsObject().Select(path => path.Key));
        Assert.Equal("recorder", (string?)merged["paths"]!["/v2/runs"]!["get"]!["tags"]![0]);
    }

    [Fact]
    public void The_same_schema_is_listed_once()
    {
        var merged = OpenApiMerge.Merge([("recorder", Document("/a", "JobView", "string")), ("memory", Document("/b", "JobView", "string"))], []);

        Assert.Equal(["JobView"], merged["components"]!["schemas"]!.AsObject().Select(schema => schema.Key));
    }

    [Fact]
    public void Another_schema_of_the_same_name_is_renamed_wherever_it_is_used()
    {
        var merged = OpenApiMerge.Merge([("recorder", Document("/a", "JobView", "string")), ("memory", Document("/b", "JobView", "integer"))], []);

        Assert.Equal(["JobView", "MemoryJobView"], merged["components"]!["schemas"]!.AsObject().Select(schema => schema.Key));
        Assert.Equal("#/components/schemas/JobView", (string?)merged["paths"]!["/a"]!["get"]!["schema"]!["$ref"]);
        Assert.Equal("#/components/schemas/MemoryJobView", (string?)merged["paths"]!["/b"]!["get"]!["schema"]!["$ref"]);
    }

    [Fact]
    public void Methods_of_one_path_from_two_documents_are_both_kept()
    {
        var first = Document("/a", "A", "string");
        var second = (JsonObject)JsonNode.Parse("""{"paths":{"/a":{"post":{}}}}""")!;

        Assert.Equal(["get", "post"], OpenApiMerge.Merge([("recorder", first), ("memory", second)], [])["paths"]!["/a"]!.AsObject().Select(method => method.Key));
    }

    [Fact]
    public void A_service_that_did_not_answer_is_named() =>
        Assert.Equal("Incomplete: memory did not answer.", (string?)OpenApiMerge.Merge([], ["memory"])["info"]!["description"]);

    private static JsonObject Document(string path, string schema, string type) => (JsonObject)JsonNode.Parse($$"""
        {
          "paths": { "{{path}}": { "get": { "tags": ["x"], "schema": { "$ref": "#/components/schemas/{{schema}}" } } } },
          "components": { "schemas": { "{{schema}}": { "type": "{{type}}" } } }
        }
        """)!;
}
