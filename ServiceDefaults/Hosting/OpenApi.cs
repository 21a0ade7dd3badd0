using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace ServiceDefaults.Hosting;

/// <summary>One document per module, by group name. Free of addresses and versions of the moment, so that it can be committed and compared.</summary>
internal static class OpenApi
{
    public static void Add(IServiceCollection services, string module) => services.AddOpenApi(module, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.GroupName == module;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = char.ToUpperInvariant(module[0]) + module[1..], Version = "v2" };
            document.Servers = [];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer(DescribeProblem);
    });

    private static Task DescribeProblem(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        if (context.JsonTypeInfo.Type != typeof(Microsoft.AspNetCore.Mvc.ProblemDetails)) return Task.CompletedTask;
        schema.Properties ??= new Dictionary<string, IOpenApiSchema>();
        schema.Properties["code"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Stable snake_case name of the refusal." };
        schema.Properties["field"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The input at fault, where one is." };
        schema.Properties["requestId"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Finds the request in the service's log." };
        return Task.CompletedTask;
    }
}
