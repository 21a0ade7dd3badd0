using System.Net;
using System.Net.Http.Headers;
using Context.Domain;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Context.Features.Compiles;

/// <summary>
/// An embedder that speaks OpenAI's protocol, wherever it runs. An attempt has half of the time there is; at most two more follow one that failed for a passing
/// reason (429, 5xx, no connection, no answer in time). When most of at least six attempts in 30 s failed, it is left alone for 15 s, so that not every compile waits.
/// </summary>
internal sealed class OpenAiEmbedder : IEmbedder, IDisposable
{
    private const int AtOnce = 4;
    private const int MaxAnswerBytes = 128 << 20;

    private readonly EmbeddingOptions options;
    private readonly HttpClient http;
    private readonly ResiliencePipeline<HttpResponseMessage> pipeline;

    public OpenAiEmbedder(EmbeddingOptions options)
    {
        this.options = options;
        // A redirect would carry texts to where nobody configured them to go.
        http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(3), PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { Name = "embedder" }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = of => ValueTask.FromResult(IsPassing(of.Outcome) && !(RetryAfter(of.Outcome) > options.Timeout)),
                DelayGenerator = of => ValueTask.FromResult(RetryAfter(of.Outcome)),
                MaxRetryAttempts = 2,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = of => ValueTask.FromResult(IsPassing(of.Outcome)),
                FailureRatio = 0.6,
                MinimumThroughput = 6,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = TimeSpan.FromSeconds(15),
            })
            .AddTimeout(options.Timeout / 2)
            .Build();
    }

    public async Task<Embedded> Embed(Guid org, IReadOnlyList<string> texts, CancellationToken cancel)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        ending.CancelAfter(options.Timeout);
        var vectors = new float[texts.Count][];
        string? failure = null;
        try
        {
            await Parallel.ForEachAsync(
                texts.Chunk(options.BatchSize).Select((batch, number) => (batch, At: number * options.BatchSize)),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ending.Token },
                async (part, ct) =>
                {
                    var answer = await Ask(part.batch, ct);
                    answer.Vectors?.ToArray().CopyTo(vectors, part.At);
                    if (answer.Failure is not null)
                    {
                        // One batch that is missing makes the others useless.
                        Interlocked.CompareExchange(ref failure, answer.Failure, null);
                        await ending.CancelAsync();
                    }
                });
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            failure ??= InTime();
        }

        return failure is null ? new(vectors) : new(null, failure);
    }

    public void Dispose() => http.Dispose();

    private async Task<Embedded> Ask(string[] texts, CancellationToken cancel)
    {
        try
        {
            using var answer = await pipeline.ExecuteAsync(async ct => await Send(texts, ct), cancel);
            return answer.IsSuccessStatusCode
                ? EmbeddingWire.Read(await answer.Content.ReadAsByteArrayAsync(cancel), texts.Length, options.Dimensions)
                : new(null, $"The embedder answered {(int)answer.StatusCode}.");
        }
        catch (TimeoutRejectedException)
        {
            return new(null, InTime());
        }
        catch (BrokenCircuitException)
        {
            return new(null, "The embedder has failed too often just now and is left alone for some seconds.");
        }
        catch (HttpRequestException)
        {
            return new(null, "The embedder could not be reached.");
        }
    }

    private async Task<HttpResponseMessage> Send(string[] texts, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Endpoint) { Content = new ByteArrayContent(EmbeddingWire.Request(options.Model, texts, options.Dimensions)) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.Authorization = options.ApiKey is null ? null : new AuthenticationHeaderValue("Bearer", options.ApiKey);
        return await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancel);
    }

    private string InTime() => $"The embedder did not answer within {options.Timeout.TotalSeconds:0} s.";

    private static bool IsPassing(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result.StatusCode: HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError } => true,
        _ => false,
    };

    private static TimeSpan? RetryAfter(Outcome<HttpResponseMessage> outcome) => outcome.Result?.Headers.RetryAfter?.Delta;
}
