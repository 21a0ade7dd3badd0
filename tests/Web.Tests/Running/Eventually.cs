namespace Web.Tests.Running;

/// <summary>Bounded polling of what the platform does in its own time.</summary>
internal static class Eventually
{
    public static async Task Holds(Func<Task<bool>> condition, string what, TimeSpan? atMost = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > (atMost ?? TimeSpan.FromSeconds(60)))
            {
                throw new GaveUp("Never came true: " + what);
            }
            await Task.Delay(50);
        }
    }
}

internal sealed class GaveUp(string message) : Exception(message);
