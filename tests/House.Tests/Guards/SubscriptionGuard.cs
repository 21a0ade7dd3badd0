namespace House.Tests.Guards;

/// <summary>The publisher waits for the endpoints of the table: one too few loses messages, one too many waits for ever.</summary>
internal static class SubscriptionGuard
{
    public static IEnumerable<string> Differences(IReadOnlyDictionary<Type, string[]> table, IReadOnlyDictionary<Type, string[]> registered)
    {
        foreach (var (message, endpoints) in registered)
        {
            foreach (var endpoint in endpoints.Except(table.GetValueOrDefault(message) ?? [], StringComparer.Ordinal))
            {
                yield return $"{endpoint} handles {message.Name}, and Subscriptions.All does not say so.";
            }
        }
        foreach (var (message, endpoints) in table)
        {
            foreach (var endpoint in endpoints.Except(registered.GetValueOrDefault(message) ?? [], StringComparer.Ordinal))
            {
                yield return $"Subscriptions.All says that {endpoint} handles {message.Name}, and nobody does.";
            }
        }
    }
}
