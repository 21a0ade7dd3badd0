using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;
using Npgsql;
using Polly.CircuitBreaker;
using Polly.Timeout;
using RestEase;

namespace ServiceDefaults.Http;

/// <summary>Nothing leaves the host as an error without a body: exceptions and bare status codes become problems with the request's id.</summary>
internal sealed class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (!context.Response.HasStarted && context.Response.StatusCode >= 400 && context.Response.ContentType is null && context.Response.ContentLength is null or 0)
            {
                await Problem.WriteAsync(context, Bare(context));
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            if (!context.Response.HasStarted) context.Response.StatusCode = 499;
        }
        catch (Exception e)
        {
            var problem = ForException(e);
            if (problem.StatusCode >= 500)
            {
                log.LogError(e, "{Method} {Route} failed, request {RequestId}", context.Request.Method, (context.GetEndpoint() as Microsoft.AspNetCore.Routing.RouteEndpoint)?.RoutePattern.RawText ?? "(no route)", Problem.RequestId(context));
            }
            if (context.Response.HasStarted)
            {
                context.Abort();
                return;
            }
            var allow = context.Response.Headers.Allow;
            context.Response.Clear();
            if (allow.Count > 0) context.Response.Headers.Allow = allow;
            await Problem.WriteAsync(context, problem);
        }
    }

    internal static ProblemHttpResult ForException(Exception e) => e switch
    {
        BadHttpRequestException bad => RequestRefusal.Of(bad),
        PostgresException { SqlState: "57P01" or "57P02" or "57P03" or "53300" } => DatabaseDown(),
        PostgresException => Internal(),
        NpgsqlException or SocketException => DatabaseDown(),
        InvalidOperationException { InnerException: NpgsqlException and not PostgresException } => DatabaseDown(),
        BrokenCircuitException or TimeoutRejectedException or HttpRequestException => DependencyDown(),
        ApiException { StatusCode: >= System.Net.HttpStatusCode.InternalServerError } => DependencyDown(),
        _ => Internal(),
    };

    private static ProblemHttpResult Internal() =>
        Problem.Of(500, "internal_error", "Something went wrong on our side.", "The service's log has the cause under this request id.");

    private static ProblemHttpResult DatabaseDown() => Problem.Busy(2, "database_unavailable", "The database does not answer right now.", "Nothing was changed. Try again.");

    private static ProblemHttpResult DependencyDown() => Problem.Busy(2, "dependency_unavailable", "A service this request needs does not answer right now.", "Try again.");

    private static ProblemHttpResult Bare(HttpContext context) => context.Response.StatusCode switch
    {
        401 => Problem.Of(401, "unauthenticated", "Sign in or give an API key."),
        403 => Problem.Of(403, "forbidden", "Your role does not allow this."),
        404 => Problem.Of(404, "no_such_route", "There is nothing at this address.", $"{context.Request.Method} {context.Request.Path}"),
        405 => Problem.Of(405, "method_not_allowed", $"{context.Request.Method} is not possible here.", context.Response.Headers.Allow.Count > 0 ? "Possible: " + context.Response.Headers.Allow : null),
        413 => RequestRefusal.TooLarge(context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize),
        415 => Problem.Of(415, "unsupported_media_type", "The body must be JSON (Content-Type: application/json)."),
        429 => Problem.Of(429, "rate_limited", "Too many requests; slow down.", "Retry-After says when to try again."),
        503 => Problem.Busy(2, "unavailable", "The service is not ready yet.", "Try again."),
        504 => Problem.Of(504, "timed_out", "The request took too long and was stopped."),
        >= 500 => Internal(),
        var status => Problem.Of(status, "refused", "The request was refused."),
    };
}
