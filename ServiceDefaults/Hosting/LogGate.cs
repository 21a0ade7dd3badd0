using Microsoft.Extensions.Logging;

namespace ServiceDefaults.Hosting;

/// <summary>A loop that fails over and over says so once in half a minute, with how often it happened in between.</summary>
internal sealed class LogGate(ILogger log)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(30);

    private readonly Lock mutex = new();
    private long last;
    private int suppressed;

    public void Warn(Exception e, string message)
    {
        int unsaid;
        lock (mutex)
        {
            if (last != 0 && TimeProvider.System.GetElapsedTime(last) < Quiet)
            {
                suppressed++;
                return;
            }
            last = TimeProvider.System.GetTimestamp();
            unsaid = suppressed;
            suppressed = 0;
        }
        log.LogWarning("{Message} ({Error}: {Reason}; {Unsaid} more since the last report)", message, e.GetType().Name, e.Message, unsaid);
    }
}
