using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Features.Access;

internal static class BodyLimit
{
    private const long MostDrained = 512L << 20;
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(20);

    /// <summary>Sets how much may be read; false when the request announced more and was refused.</summary>
    public static async Task<bool> Apply(HttpContext context, long limit)
    {
        var feature = context.Features.Get<IHttpMaxRequestBodySizeFeature>();
        if (context.Request.ContentLength is not { } length || length <= limit)
        {
            if (feature is { IsReadOnly: false })
            {
                feature.MaxRequestBodySize = context.Request.ContentLength is null ? MostDrained : limit;
            }
            if (context.Request.ContentLength is null)
            {
                context.Request.Body = new BoundedBody(context.Request.Body, limit);
            }
            return true;
        }
        // A client that is busy sending does not listen: closing on it would turn our answer into a reset. Take in what it sends, within reason, then say no.
        // One that asks first (Expect: 100-continue) hears at once.
        if (length <= MostDrained && !context.Request.Headers.Expect.ToString().Contains("100-continue", StringComparison.OrdinalIgnoreCase) && feature is { IsReadOnly: false })
        {
            feature.MaxRequestBodySize = null;
            await Drain(context);
        }
        await Refusals.BodyTooLarge(limit).ExecuteAsync(context);
        return false;
    }

    private static async Task Drain(HttpContext context)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(LongestDrain);
        try
        {
            await context.Request.Body.CopyToAsync(Stream.Null, limit.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException or BadHttpRequestException)
        {
            // It stopped sending, or took too long: the answer goes out all the same.
        }
    }
}
