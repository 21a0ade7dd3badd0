namespace ServiceDefaults.Messaging;

/// <summary>A consumer endpoint has committed its inbox row for a message; tells the publisher's outbox.</summary>
public sealed record DeliveryAcknowledged
{
    public required Guid MessageId { get; init; }
    public required string Endpoint { get; init; }
}
