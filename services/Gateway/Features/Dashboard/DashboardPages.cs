using Gateway.Domain;
using ServiceDefaults.Http;

namespace Gateway.Features.Dashboard;

/// <summary>The dashboard: its files as they are, and its first page for every address that a person opens, because the address is the page's state.</summary>
internal static class DashboardPages
{
    private const string Immutable = "public, max-age=31536000, immutable";

    /// <summary>Files need no sign-in: they say nothing about anyone. Names under assets/ hold a hash of the content, so that they never change.</summary>
    public static void UseFiles(IApplicationBuilder app, DashboardFolder folder) =>
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = folder,
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
                file.Context.Request.Path.StartsWithSegments("/assets", StringComparison.OrdinalIgnoreCase) ? Immutable : "no-cache",
        });

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods("/{**page}", [HttpMethods.Get, HttpMethods.Head], Handle).ExcludeFromDescription();

    private static IResult Handle(HttpContext context, DashboardFolder folder)
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments("/assets", StringComparison.OrdinalIgnoreCase) || !request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            return Problem.NotFound("page_unknown", "There is no such page.", "Pages are for browsers, which ask for text/html; the API's addresses start with /v2/.");
        }
        context.Response.Headers.CacheControl = "no-cache";
        var index = folder.GetFileInfo("index.html");
        return index is { Exists: true, PhysicalPath: { } path }
            ? TypedResults.PhysicalFile(path, "text/html; charset=utf-8")
            : TypedResults.Content(PlainPage.DashboardMissing(folder.Path), "text/html; charset=utf-8", statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
