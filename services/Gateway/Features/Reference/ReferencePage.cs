using Swashbuckle.AspNetCore.SwaggerUI;

namespace Gateway.Features.Reference;

/// <summary>The API reference to read and to try: Swagger UI over the merged document. It calls as the signed-in person, from our own origin.</summary>
internal static class ReferencePage
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var page = routes.CreateApplicationBuilder();
        // Its file middleware leaves requests alone for which an endpoint was chosen, and one was: this one.
        page.Use((context, next) =>
        {
            context.SetEndpoint(null);
            return next(context);
        });
        page.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "reference";
            options.DocumentTitle = "API reference";
            options.SwaggerEndpoint("/openapi.json", "Platform");
            options.DefaultModelsExpandDepth(-1);
            options.DocExpansion(DocExpansion.List);
        });
        routes.MapMethods("/reference/{**asset}", [HttpMethods.Get, HttpMethods.Head], page.Build()).ExcludeFromDescription();
    }
}
