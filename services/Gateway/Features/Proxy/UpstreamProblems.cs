using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Http;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Features.Proxy;

/// <summary>Says in words what happened when a service did not answer as it should.</summary>
internal static class UpstreamProblems
{
    private const string RetryAfter = "2";

    public static async Task Translate(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Features.Get<IForwarderErrorFeature>() is not { } error || context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        var service = context.Features.Get<IReverseProxyFeature>()?.Route.Config.ClusterId ?? "service";
        var problem = Of(error, service);
        context.Response.Clear();
        if (problem.StatusCode is 502 or 503 or 504)
        {
            context.Response.Headers.RetryAfter = RetryAfter;
        }
        await problem.ExecuteAsync(context);
    }

    private static ProblemHttpResult Of(IForwarderErrorFeature error, string service) =>
        IsTooLarge(error.Exception)
            ? Problem.TooLarge("body_too_large", "The request's body is larger than this route takes.")
        : error.Error is ForwarderError.RequestBodyClient
            ? Problem.Invalid("body_unreadable", "The request's body ended before it was complete.")
        : error.Error is ForwarderError.NoAvailableDestinations || error.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError }
            ? Problem.Of(503, "service_unavailable", $"The {service} service does not answer at the moment.", "It may be starting. Nothing was changed; try again.")
        : error.Error is ForwarderError.RequestTimedOut or ForwarderError.UpgradeActivityTimeout
            ? Problem.Of(504, "service_timeout", $"The {service} service took too long to answer.")
            : Problem.Of(502, "service_broke_off", $"The {service} service broke off before it had answered.", "What was asked for may or may not have happened.");

    // YARP gathers what went wrong on both sides of the copy.
    private static bool IsTooLarge(Exception? error) => error switch
    {
        null => false,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => true,
        AggregateException many => many.InnerExceptions.Any(IsTooLarge),
        _ => IsTooLarge(error.InnerException),
    };
}
