namespace ServiceDefaults.Hosting;

/// <summary>Work after the schema stands and before the service calls itself ready, for instance loading an index. Run again with back-off when it throws.</summary>
public interface IWarmUp
{
    Task WarmUp(CancellationToken ct);
}
