using Gateway.Domain;

namespace Gateway.Features.Access;

/// <summary>A person who opens an address in a browser gets a page to sign in with; a program gets the problem.</summary>
internal static class SignInPage
{
    public static IResult Instead(HttpContext context, IResult refusal)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) || !request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            if (refusal is IStatusCodeHttpResult { StatusCode: StatusCodes.Status401Unauthorized })
            {
                context.Response.Headers.WWWAuthenticate = "Bearer";
            }
            return refusal;
        }
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Content(
            PlainPage.SignIn(LocalPath.OrHome(request.Path + request.QueryString), null), "text/html; charset=utf-8", statusCode: StatusCodes.Status401Unauthorized);
    }
}
