using System.Text.RegularExpressions;
using Gateway;

namespace House.Tests.Guards;

/// <param name="Documented">False for what is not part of the API: pages, health, documents.</param>
/// <param name="NeedsIdentity">Whether the host refuses it without a signed identity.</param>
internal sealed record MappedEndpoint(string Service, string Method, string Template, string? Name, bool Documented, bool NeedsIdentity)
{
    public override string ToString() => $"{Service}: {Method} {Template}";
}

/// <summary>The permission table and what the services really answer must be the same list.</summary>
internal static partial class EndpointGuard
{
    public static IEnumerable<string> NotInTable(IEnumerable<MappedEndpoint> endpoints, IReadOnlyCollection<Permission> table) =>
        from endpoint in endpoints
        where !table.Any(permission => Same(permission, endpoint))
        select $"{endpoint} is not in Permissions.cs, so nobody outside can call it.";

    public static IEnumerable<string> NotMapped(IReadOnlyCollection<MappedEndpoint> endpoints, IEnumerable<Permission> table) =>
        from permission in table
        where !endpoints.Any(endpoint => Same(permission, endpoint))
        select $"{permission.Service}: {permission.Method} {permission.Template} is in Permissions.cs, and nothing answers there.";

    public static IEnumerable<string> BadNames(IReadOnlyCollection<MappedEndpoint> endpoints)
    {
        foreach (var endpoint in endpoints.Where(endpoint => endpoint.Documented))
        {
            var service = char.ToUpperInvariant(endpoint.Service[0]) + endpoint.Service[1..];
            if (endpoint.Name is null || !Name().IsMatch(endpoint.Name) || !endpoint.Name.StartsWith(service + ".", StringComparison.Ordinal))
            {
                yield return $"{endpoint} is named '{endpoint.Name}', not {service}.VerbNoun.";
            }
        }
        foreach (var twice in endpoints.Where(endpoint => endpoint.Name is not null).GroupBy(endpoint => endpoint.Name).Where(group => group.Count() > 1))
        {
            yield return $"{twice.Key} names {string.Join(" and ", twice)}.";
        }
    }

    public static IEnumerable<string> Open(IEnumerable<MappedEndpoint> endpoints) =>
        from endpoint in endpoints where !endpoint.NeedsIdentity select $"{endpoint} answers without a signed identity.";

    private static bool Same(Permission permission, MappedEndpoint endpoint) =>
        permission.Service == endpoint.Service && permission.Method == endpoint.Method && Bare(permission.Template) == Bare(endpoint.Template);

    private static string Bare(string template) => Parameter().Replace("/" + template.Trim('/'), "{$1}");

    [GeneratedRegex(@"\{(\*{0,2})[^}]*\}")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^[A-Z][A-Za-z]*\.[A-Z][A-Za-z]+$")]
    private static partial Regex Name();
}
