using Xunit.Sdk;

namespace Harness;

/// <summary>Bounded polling: returns as soon as it holds, fails with the last reason when it never does.</summary>
public static class Eventually
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Until the condition is true.</summary>
    public static Task Holds(Func<Task<bool>> condition, string what, TimeSpan? atMost = null) =>
        Passes(async () => { if (!await condition()) throw new XunitException("Never came true: " + what); }, atMost);

    /// <summary>Until the value is not null; returns it.</summary>
    public static async Task<T> Returns<T>(Func<Task<T?>> read, string what, TimeSpan? atMost = null) where T : class
    {
        T? value = null;
        await Holds(async () => (value = await read()) is not null, what, atMost);
        return value!;
    }

    /// <summary>Until the assertions pass; anything they throw before that counts as not yet.</summary>
    public static async Task Passes(Func<Task> assertions, TimeSpan? atMost = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        var wait = TimeSpan.FromMilliseconds(15);
        while (true)
        {
            try
            {
                await assertions();
                return;
            }
            catch (Exception) when (TimeProvider.System.GetElapsedTime(started) < (atMost ?? Patience))
            {
                await Task.Delay(wait);
                wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 3 / 2, TimeSpan.FromMilliseconds(250).Ticks));
            }
        }
    }
}
