using System.Collections.Concurrent;

namespace ServiceDefaults.Hosting;

/// <summary>What must have happened before the host calls itself ready.</summary>
internal sealed class Readiness
{
    private readonly ConcurrentDictionary<string, bool> steps = new(StringComparer.Ordinal);

    public void Expect(string step) => steps.TryAdd(step, false);

    public void Done(string step) => steps[step] = true;

    public IReadOnlyList<string> Waiting() => [.. steps.Where(step => !step.Value).Select(step => step.Key).Order(StringComparer.Ordinal)];
}
