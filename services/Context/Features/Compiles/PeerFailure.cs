using Polly;
using RestEase;

namespace Context.Features.Compiles;

/// <summary>Tells a peer that does not answer (or answers what it should not) from our own bugs and from a caller who went away.</summary>
internal static class PeerFailure
{
    public static bool IsOne(Exception failure, CancellationToken cancel) =>
        !cancel.IsCancellationRequested
        && failure is ApiException or HttpRequestException or ExecutionRejectedException or OperationCanceledException or System.Text.Json.JsonException;
}
