namespace Substrate.Scoping;

/// <summary>
/// A set of keys. A thing is visible to a request when every key that the thing sets equals the request's; a key it leaves null does not restrict it.
/// The organisation is not in here: it is the tenant, and row-level security is its wall.
/// </summary>
public sealed record Scope(
    string? Project = null, string? Repo = null, string? Agent = null, string? User = null, string? TaskType = null, string? Run = null)
{
    public static Scope Everywhere { get; } = new();

    public bool IsVisibleTo(Scope request) =>
        Allows(Project, request.Project) && Allows(Repo, request.Repo) && Allows(Agent, request.Agent)
        && Allows(User, request.User) && Allows(TaskType, request.TaskType) && Allows(Run, request.Run);

    private static bool Allows(string? key, string? asked) => key is null || string.Equals(key, asked, StringComparison.Ordinal);
}

/// <summary>How far a thing may travel; ordered.</summary>
public enum Sensitivity { Public, Internal, Confidential, Restricted }

/// <summary>Who said it, least trusted first; what is derived takes the minimum over its lineage.</summary>
public enum Trust { ToolExternal, Model, ToolInternal, User }
