using System.Security.Cryptography;

namespace AppHost.Local;

/// <summary>Collects what AppHost.cs declares. The secrets of the state directory are part of its configuration.</summary>
internal sealed class DistributedApplicationBuilder
{
    private readonly List<IResource> resources = [];
    private readonly StateDirectory state;
    private readonly string root;

    public DistributedApplicationBuilder(IReadOnlyList<string> args)
    {
        Configuration = Settings.Read(args, Environment.GetEnvironmentVariables());
        root = Configuration["AppHost:Directory"] is { } given ? Path.GetFullPath(Path.Combine(given, "..")) : FindRoot();
        state = StateDirectory.Open(Configuration["state"] ?? Path.Combine(root, ".state"), Configuration.Has("fresh"));
        Configuration.Default("AppHost:Directory", Path.Combine(root, "AppHost"));
        Configuration.Default("inner-port", Ports.Next().ToString());
        Configuration.Default("Identity:Key", state.Secret("identity-key", () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))));
        Configuration.Default("Gateway:OwnerKey", state.Secret("owner-key", () => "ctx_" + StateDirectory.RandomText(32)));
        Configuration.Default("Gateway:SignInToken", StateDirectory.RandomText(32));
        Configuration.Default("Platform:Build", Build(root));
        if (Dashboard(root) is { } dashboard)
        {
            Configuration.Default("Gateway:Dashboard", dashboard);
        }
    }

    public Settings Configuration { get; }
    private Ports Ports { get; } = new();

    public DistributedApplication Build() => new(resources, Configuration, state, root, Ports);

    public IResourceBuilder<T> Add<T>(T resource) where T : IResource
    {
        resources.Add(resource);
        return new ResourceBuilder<T>(this, resource);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
            {
                return folder.FullName;
            }
        }

        throw new CannotStart("Cannot find the repository this engine belongs to. Give it: --AppHost:Directory DIR/AppHost");
    }

    // What was built is said by who built it; the services' own version stands in where nobody did.
    private static string Build(string root)
    {
        var file = Path.Combine(root, "artifacts", "publish", "build");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : "dev";
    }

    private static string? Dashboard(string root)
    {
        var link = new DirectoryInfo(Path.Combine(root, "artifacts", "publish", "web"));
        return link.Exists ? (link.ResolveLinkTarget(returnFinalTarget: true) ?? link).FullName : null;
    }
}
