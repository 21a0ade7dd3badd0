using System.Net;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace ServiceDefaults.Clients;

/// <summary>
/// Per attempt 10 s until the headers are there; three more attempts with jitter where repeating is harmless; a circuit that opens for 5 s when half of at
/// least ten calls in 10 s failed. What it cannot mend surfaces as <see cref="HttpRequestException"/> or Polly's ExecutionRejectedException.
/// </summary>
internal sealed class ResilienceHandler : DelegatingHandler
{
    public const string IdempotentHeader = "X-Idempotent";

    private readonly ResiliencePipeline<HttpResponseMessage> once;
    private readonly ResiliencePipeline<HttpResponseMessage> retried;

    public ResilienceHandler(string service, TimeProvider? clock = null)
    {
        once = Once(service, clock);
        retried = new ResiliencePipelineBuilder<HttpResponseMessage> { Name = service, TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = arguments => ValueTask.FromResult(IsFailure(arguments.Outcome)),
                MaxRetryAttempts = 3,
                Delay = TimeSpan.FromMilliseconds(150),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddPipeline(once)
            .Build();
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var pipeline = IsRepeatable(request) ? retried : once;
        return await pipeline.ExecuteAsync(async ct => await base.SendAsync(request, ct), cancellationToken);
    }

    private static bool IsRepeatable(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get || request.Method == HttpMethod.Head
        || request.Headers.Contains(Http.Idempotency.Header)
        || (request.Headers.TryGetValues(IdempotentHeader, out var values) && values.Contains("true", StringComparer.OrdinalIgnoreCase));

    private static bool IsFailure(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException or BrokenCircuitException } => true,
        { Result.StatusCode: HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout } => true,
        _ => false,
    };

    private static ResiliencePipeline<HttpResponseMessage> Once(string service, TimeProvider? clock) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { Name = service, TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = arguments => ValueTask.FromResult(IsFailure(arguments.Outcome)),
                FailureRatio = 0.5,
                MinimumThroughput = 10,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = TimeSpan.FromSeconds(5),
            })
            .AddTimeout(TimeSpan.FromSeconds(10))
            .Build();
}
