using System.Text.Json;
using Substrate.Trace;

namespace Recorder.Domain.Importing;

/// <summary>
/// Tokens and cost of a Langfuse observation by Langfuse's own rule: what goes in is the sum of all <c>usageDetails</c> whose name holds "input", what comes out
/// that of all that hold "output" (cached and reasoning tokens are members of their own there).
/// </summary>
internal static class LangfuseUsage
{
    public static TokenUsage? Tokens(JsonElement observation)
    {
        var details = (observation.Get("usageDetails") ?? default).Members().Where(d => d.Value.ValueKind == JsonValueKind.Number).ToList();
        if (details.Count == 0)
        {
            // Before version 3 there was one fixed set of members.
            var usage = observation.Get("usage") ?? observation;
            var old = new TokenUsage(usage.Count("input") ?? usage.Count("promptTokens"), usage.Count("output") ?? usage.Count("completionTokens"));
            return old is { In: null or 0, Out: null or 0 } ? null : old;
        }

        var counted = new TokenUsage(Sum("input"), Sum("output"), Sum("cache_read", "cached"), Sum("cache_creation", "cache_write"), Sum("reasoning"));
        return counted == new TokenUsage() ? null : counted;

        long? Sum(params string[] parts)
        {
            var found = details.Where(d => Array.Exists(parts, p => d.Name.Contains(p, StringComparison.OrdinalIgnoreCase)))
                .Select(d => d.Value.TryGetDouble(out var n) && n is >= 0 and < 1e15 ? (long)n : (long?)null).OfType<long>().ToList();
            return found.Count == 0 ? null : found.Sum();
        }
    }

    /// <summary>US dollars; null when nothing was calculated.</summary>
    public static decimal? Cost(JsonElement observation)
    {
        var details = observation.Get("costDetails") ?? default;
        if (details.Money("total") is { } total)
        {
            return total;
        }

        var parts = details.Members().Select(d => details.Money(d.Name)).OfType<decimal>().ToList();
        return parts.Count > 0 ? parts.Sum()
            : (observation.Money("totalCost") ?? observation.Money("calculatedTotalCost")) is > 0 and var cost ? cost
            : null;
    }
}
