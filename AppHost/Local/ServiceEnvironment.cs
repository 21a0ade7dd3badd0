namespace AppHost.Local;

/// <summary>What a service is told, by the names Aspire uses: pure, so that a test can hold it against the agreement.</summary>
internal static class ServiceEnvironment
{
    /// <param name="connections">Connection string by resource name.</param>
    /// <param name="ports">Port by (project, endpoint).</param>
    public static IReadOnlyDictionary<string, string> Of(
        ProjectResource project, IReadOnlyDictionary<string, string> connections, IReadOnlyDictionary<(string Project, string Endpoint), int> ports)
    {
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ports[(project.Name, "http")]}",
            ["OTEL_SERVICE_NAME"] = project.Name,
            ["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Warning",
        };
        foreach (var reference in project.References)
        {
            if (reference is ProjectResource other)
            {
                foreach (var endpoint in other.Endpoints)
                {
                    variables[$"services__{other.Name}__{endpoint.Name}__0"] = $"http://127.0.0.1:{ports[(other.Name, endpoint.Name)]}";
                }
            }
            else
            {
                variables[$"ConnectionStrings__{reference.Name}"] = connections[reference.Name];
            }
        }

        foreach (var (name, value) in project.Environment)
        {
            variables[name] = value;
        }

        return variables;
    }
}
