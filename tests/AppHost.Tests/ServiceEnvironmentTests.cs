using AppHost.Local;
using Xunit;

namespace AppHost.Tests;

public sealed class ServiceEnvironmentTests
{
    [Fact]
    public void A_service_is_told_its_references_under_Aspires_names_and_nothing_else()
    {
        var server = new PostgresServerResource("postgres");
        var other = new ProjectResource("memory", "Memory.csproj");
        other.Endpoints.Add(new EndpointAnnotation("http", null));
        var project = new ProjectResource("context", "Context.csproj");
        project.Endpoints.Add(new EndpointAnnotation("http", null));
        project.References.AddRange([new PostgresDatabaseResource("contextdb", "contextdb", server), new RabbitMQServerResource("messaging"), new RedisResource("cache"), other]);
        project.Environment["Identity__Key"] = "k";

        var variables = ServiceEnvironment.Of(
            project,
            new Dictionary<string, string> { ["contextdb"] = "Host=a", ["messaging"] = "amqp://b", ["cache"] = "c:1", ["recorderdb"] = "Host=other" },
            new Dictionary<(string, string), int> { [("memory", "http")] = 7001, [("context", "http")] = 7002, [("recorder", "http")] = 7003 });

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:7002",
                ["ConnectionStrings__cache"] = "c:1",
                ["ConnectionStrings__contextdb"] = "Host=a",
                ["ConnectionStrings__messaging"] = "amqp://b",
                ["Identity__Key"] = "k",
                ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Warning",
                ["OTEL_SERVICE_NAME"] = "context",
                ["services__memory__http__0"] = "http://127.0.0.1:7001",
            },
            variables);
    }

    [Fact]
    public void A_given_server_serves_each_database_under_its_own_name() =>
        Assert.Equal("host=db;port=5433;username=u;password=p;database=recorderdb", PostgresServer.For("Host=db;Port=5433;Username=u;Password=p;Database=postgres", "recorderdb"), ignoreCase: true);
}
