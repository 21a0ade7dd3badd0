// The whole system on one page, in Aspire's vocabulary. Which engine runs it is decided in AppHost.csproj (docs/adr/0001).
// Interpolated strings are made before they are passed on: Aspire has an overload of WithEnvironment that takes the pieces.
var builder = DistributedApplication.CreateBuilder(args);
var settings = builder.Configuration;

var port = int.Parse(settings["port"] ?? "8080");
var url = $"http://127.0.0.1:{port}";
var dashboard = settings["Gateway:Dashboard"] ?? $"{settings["AppHost:Directory"]}/../web/dist";

var postgres = builder.AddPostgres("postgres").WithDataVolume("postgres");
var recorderdb = postgres.AddDatabase("recorderdb");
var memorydb = postgres.AddDatabase("memorydb");
var contextdb = postgres.AddDatabase("contextdb");
var policydb = postgres.AddDatabase("policydb");
var gatewaydb = postgres.AddDatabase("gatewaydb");

if (settings["profile"] == "distributed")
{
    var messaging = builder.AddRabbitMQ("messaging").WithDataVolume();
    var cache = builder.AddRedis("cache");

    var recorder = builder.AddProject("recorder", "../services/Recorder/Recorder.csproj")
        .WithHttpEndpoint(name: "http").WithHttpHealthCheck("/health/ready")
        .WithReference(recorderdb).WithReference(messaging).WithReference(cache)
        .WithEnvironment("Identity__Key", settings["Identity:Key"]).WithEnvironment("Platform__Build", settings["Platform:Build"])
        .WaitFor(postgres).WaitFor(messaging).WaitFor(cache);

    var policy = builder.AddProject("policy", "../services/Policy/Policy.csproj")
        .WithHttpEndpoint(name: "http").WithHttpHealthCheck("/health/ready")
        .WithReference(policydb).WithReference(messaging).WithReference(cache)
        .WithEnvironment("Identity__Key", settings["Identity:Key"]).WithEnvironment("Platform__Build", settings["Platform:Build"])
        .WaitFor(postgres).WaitFor(messaging).WaitFor(cache);

    var memory = builder.AddProject("memory", "../services/Memory/Memory.csproj")
        .WithHttpEndpoint(name: "http").WithHttpHealthCheck("/health/ready")
        .WithReference(memorydb).WithReference(messaging).WithReference(cache).WithReference(recorder).WithReference(policy)
        .WithEnvironment("Identity__Key", settings["Identity:Key"]).WithEnvironment("Platform__Build", settings["Platform:Build"])
        .WaitFor(postgres).WaitFor(messaging).WaitFor(cache);

    var context = builder.AddProject("context", "../services/Context/Context.csproj")
        .WithHttpEndpoint(name: "http").WithHttpHealthCheck("/health/ready")
        .WithReference(contextdb).WithReference(messaging).WithReference(cache)
        .WithReference(recorder).WithReference(memory).WithReference(policy)
        .WithEnvironment("Identity__Key", settings["Identity:Key"]).WithEnvironment("Platform__Build", settings["Platform:Build"])
        .WaitFor(postgres).WaitFor(messaging).WaitFor(cache);

    builder.AddProject("gateway", "../services/Gateway/Gateway.csproj")
        .WithHttpEndpoint(port: port, name: "http", isProxied: false).WithHttpHealthCheck("/health/ready").WithExternalHttpEndpoints()
        .WithReference(gatewaydb).WithReference(messaging).WithReference(cache)
        .WithReference(recorder).WithReference(memory).WithReference(context).WithReference(policy)
        .WithEnvironment("Gateway__Url", url).WithEnvironment("Gateway__Dashboard", dashboard)
        .WithEnvironment("Gateway__OwnerKey", settings["Gateway:OwnerKey"]).WithEnvironment("Gateway__SignInToken", settings["Gateway:SignInToken"])
        .WithEnvironment("Identity__Key", settings["Identity:Key"]).WithEnvironment("Platform__Build", settings["Platform:Build"])
        .WaitFor(postgres).WaitFor(messaging).WaitFor(cache);
}
else
{
    // Every service in one process: they find each other on its own inner address, and the gateway listens on Gateway:Url.
    var innerPort = int.Parse(settings["inner-port"] ?? "8081");
    var inner = $"http://127.0.0.1:{innerPort}";

    builder.AddProject("sidecar", "../services/Sidecar/Sidecar.csproj")
        .WithHttpEndpoint(port: innerPort, name: "http", isProxied: false).WithHttpHealthCheck("/health/ready")
        .WithHttpEndpoint(port: port, name: "public", isProxied: false).WithExternalHttpEndpoints()
        .WithReference(recorderdb).WithReference(memorydb).WithReference(contextdb).WithReference(policydb).WithReference(gatewaydb)
        .WithEnvironment("ASPNETCORE_URLS", inner)
        .WithEnvironment("services__recorder__http__0", inner).WithEnvironment("services__memory__http__0", inner)
        .WithEnvironment("services__context__http__0", inner).WithEnvironment("services__policy__http__0", inner)
        .WithEnvironment("Gateway__Url", url).WithEnvironment("Gateway__Dashboard", dashboard)
        .WithEnvironment("Gateway__OwnerKey", settings["Gateway:OwnerKey"]).WithEnvironment("Gateway__SignInToken", settings["Gateway:SignInToken"])
        .WithEnvironment("Identity__Key", settings["Identity:Key"]).WithEnvironment("Platform__Build", settings["Platform:Build"])
        .WaitFor(postgres);
}

builder.Build().Run();
