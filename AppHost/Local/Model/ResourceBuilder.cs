namespace AppHost.Local;

/// <summary>Covariant, as Aspire's is: a builder of a database is a builder of something with a connection string.</summary>
internal interface IResourceBuilder<out T> where T : IResource
{
    DistributedApplicationBuilder ApplicationBuilder { get; }
    T Resource { get; }
}

internal sealed class ResourceBuilder<T>(DistributedApplicationBuilder builder, T resource) : IResourceBuilder<T> where T : IResource
{
    public DistributedApplicationBuilder ApplicationBuilder => builder;
    public T Resource => resource;
}
