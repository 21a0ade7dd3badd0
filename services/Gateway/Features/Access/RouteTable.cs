using System.Collections.Frozen;

namespace Gateway.Features.Access;

/// <summary>The row of the permission table that belongs to the endpoint which routing chose.</summary>
internal static class RouteTable
{
    private const string Page = "/{**page}";
    private static readonly FrozenDictionary<(string, string), Permission> Rows =
        Permissions.All.ToFrozenDictionary(permission => (permission.Method, permission.Template));

    public static Permission? Find(HttpContext context)
    {
        // HEAD asks what GET would say (RFC 9110 §9.3.2), so it needs what GET needs.
        var method = HttpMethods.IsHead(context.Request.Method) ? HttpMethods.Get : context.Request.Method.ToUpperInvariant();
        if (context.GetEndpoint() is not RouteEndpoint { RoutePattern.RawText: { } template })
        {
            return null;
        }
        // The dashboard's pages take every address that nothing else takes; the API's addresses are not theirs to take, nor is another method of one that is.
        return template == Page && (context.Request.Path.StartsWithSegments("/v2", StringComparison.OrdinalIgnoreCase) || Permissions.MethodsOf(context.Request.Path).Count > 0)
            ? null
            : Rows.GetValueOrDefault((method, template.StartsWith('/') ? template : "/" + template));
    }
}
