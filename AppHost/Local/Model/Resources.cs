namespace AppHost.Local;

// The names are Aspire's, so that AppHost.cs compiles against either; only what AppHost.cs calls is here.
internal interface IResource
{
    string Name { get; }
}

/// <summary>A resource that others reach by <c>ConnectionStrings__{name}</c>.</summary>
internal interface IResourceWithConnectionString : IResource;

/// <summary>A resource that others reach by <c>services__{name}__{endpoint}__0</c>.</summary>
internal interface IResourceWithServiceDiscovery : IResource;

/// <summary>PostgreSQL; its files live in the state directory under <see cref="Volume"/>.</summary>
internal sealed class PostgresServerResource(string name) : IResourceWithConnectionString
{
    public string Name { get; } = name;
    public string Volume { get; set; } = name;
    public List<PostgresDatabaseResource> Databases { get; } = [];
}

internal sealed class PostgresDatabaseResource(string name, string databaseName, PostgresServerResource parent) : IResourceWithConnectionString
{
    public string Name => name;
    public string DatabaseName => databaseName;
    public PostgresServerResource Parent => parent;
}

internal sealed class RabbitMQServerResource(string name) : IResourceWithConnectionString
{
    public string Name { get; } = name;
    public string Volume { get; set; } = name;
}

internal sealed class RedisResource(string name) : IResourceWithConnectionString
{
    public string Name => name;
}

/// <param name="Name">What the endpoint is called in service discovery; <c>http</c> is the one the service listens on by ASPNETCORE_URLS.</param>
/// <param name="Port">A fixed port, or null for one the engine chooses.</param>
internal sealed record EndpointAnnotation(string Name, int? Port);

/// <summary>One of our services, run from its published copy.</summary>
internal sealed class ProjectResource(string name, string projectPath) : IResourceWithServiceDiscovery
{
    public string Name => name;
    public string ProjectPath => projectPath;
    public List<EndpointAnnotation> Endpoints { get; } = [];
    public List<IResource> References { get; } = [];
    public List<IResource> Waits { get; } = [];
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);
    public string? HealthPath { get; set; }
    public bool External { get; set; }
}
