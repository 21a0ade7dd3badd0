using System.Text.Json;

namespace ServiceDefaults.Messaging;

internal static class EndpointNames
{
    public static string For(string module, Type handler) => module + "-" + JsonNamingPolicy.KebabCaseLower.ConvertName(handler.Name);

    public static string Acks(string module) => module + "-outbox-acks";
}

/// <summary>Names of the headers that travel with every message.</summary>
internal static class MessageHeaders
{
    public const string Org = "ctx-org";
    public const string AckTo = "ctx-ack-to";
    public const string Sends = "ctx-sends";
    public const string PriorAttempts = "ctx-prior-attempts";
}
