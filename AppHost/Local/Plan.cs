namespace AppHost.Local;

/// <summary>Turns what AppHost.cs declared into processes: ports, connection strings, dependencies.</summary>
internal static class Plan
{
    /// <summary>What the declared resources need and what was given instead; <see cref="Processes"/> holds only what is to be started.</summary>
    public sealed record Result(IReadOnlyList<ProcessSpec> Processes, string? PublicUrl);

    public static Result Make(IReadOnlyList<IResource> resources, Settings settings, StateDirectory state, string root, Ports ports)
    {
        var processes = new List<ProcessSpec>();
        var connections = new Dictionary<string, string>(StringComparer.Ordinal);
        string? Given(IResource resource) => settings[$"ConnectionStrings:{resource.Name}"];

        foreach (var postgres in resources.OfType<PostgresServerResource>())
        {
            var password = state.Secret("postgres-password", () => StateDirectory.RandomText(24));
            var port = ports.Next();
            foreach (var database in postgres.Databases)
            {
                connections[database.Name] = Given(database)
                    ?? (Given(postgres) is { } server ? PostgresServer.For(server, database.DatabaseName) : PostgresServer.Connection(port, password, database.DatabaseName));
            }

            if (Given(postgres) is null && postgres.Databases.Any(d => Given(d) is null))
            {
                processes.Add(PostgresServer.Spec(postgres, state, root, port, password));
            }
        }

        foreach (var rabbit in resources.OfType<RabbitMQServerResource>())
        {
            connections[rabbit.Name] = Given(rabbit) ?? AddRabbit(rabbit, state, ports, processes);
        }

        foreach (var redis in resources.OfType<RedisResource>())
        {
            connections[redis.Name] = Given(redis) ?? AddRedis(redis, state, ports, processes);
        }

        var projects = resources.OfType<ProjectResource>().ToArray();
        var endpoints = projects.SelectMany(p => p.Endpoints.Select(e => (p, e)))
            .ToDictionary(x => (x.p.Name, x.e.Name), x => x.e.Port ?? ports.Next());
        var started = processes.Select(p => p.Name).Concat(projects.Select(p => p.Name)).ToHashSet(StringComparer.Ordinal);
        processes.AddRange(projects.Select(p => PublishedProject.Spec(p, root, started, ServiceEnvironment.Of(p, connections, endpoints), endpoints[(p.Name, "http")])));

        var url = projects.Where(p => p.External)
            .Select(p => p.Endpoints.Find(e => e.Name == "public") is { } apart ? endpoints[(p.Name, apart.Name)] : endpoints[(p.Name, "http")])
            .Select(port => $"http://127.0.0.1:{port}")
            .FirstOrDefault();
        return new Result(processes, url);
    }

    private static string AddRabbit(RabbitMQServerResource rabbit, StateDirectory state, Ports ports, List<ProcessSpec> processes)
    {
        var (port, distribution, epmd) = (ports.Next(), ports.Next(), ports.Next());
        var password = state.Secret("messaging-password", () => StateDirectory.RandomText(24));
        processes.Add(RabbitServer.EpmdSpec(rabbit, epmd));
        processes.Add(RabbitServer.Spec(rabbit, state, port, distribution, epmd, password));
        return $"amqp://ctx:{password}@127.0.0.1:{port}";
    }

    private static string AddRedis(RedisResource redis, StateDirectory state, Ports ports, List<ProcessSpec> processes)
    {
        var port = ports.Next();
        var password = state.Secret("cache-password", () => StateDirectory.RandomText(24));
        processes.Add(RedisServer.Spec(redis, state, port, password));
        return $"127.0.0.1:{port},password={password}";
    }
}
