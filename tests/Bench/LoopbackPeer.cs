using System.Diagnostics;

namespace Bench;

/// <summary>The least that any request over HTTP costs here: the platform's own liveness answer.</summary>
internal static class LoopbackPeer
{
    public static async Task<Peer> Measure(Platform platform, int requests)
    {
        var times = new List<double>(requests);
        for (var i = -50; i < requests; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var answer = await platform.Http.GetAsync("/health/live");
            answer.EnsureSuccessStatusCode();
            if (i >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return new("GET /health/live p95 ms", new Latencies(times).P95);
    }
}
