using Microsoft.AspNetCore.Builder;
using ServiceDefaults.Hosting;
using Substrate.Policies;
using Xunit;

namespace Harness;

/// <summary>
/// Class fixture: one module on a database of its own. For several modules in one host derive from <see cref="PlatformFixture"/> and name them.
/// </summary>
public sealed class ModuleHost<TModule> : PlatformFixture where TModule : IServiceModule, new()
{
    protected override IReadOnlyList<IServiceModule> Modules { get; } = [new TModule()];
}

public abstract class PlatformFixture : IAsyncLifetime
{
    private TestPlatform? platform;

    protected abstract IReadOnlyList<IServiceModule> Modules { get; }

    protected virtual IReadOnlyDictionary<string, string?>? Settings => null;

    protected virtual void Configure(WebApplicationBuilder builder) { }

    /// <summary>Name of the first module.</summary>
    public string Service => Modules[0].Name;

    public TestPlatform Platform => platform ?? throw new InvalidOperationException("The fixture has not started.");

    public IServiceProvider Services => Platform.Services;

    public Guid Org => Platform.Org;

    /// <summary>A client that signs each request as the given role, for the fixture's organisation or another.</summary>
    public HttpClient As(CallerRole role, Guid? org = null) => Platform.As(role, org);

    public async Task InitializeAsync() => platform = await TestPlatform.StartAsync(Modules, Settings, Configure);

    public async Task DisposeAsync()
    {
        if (platform is not null) await platform.DisposeAsync();
    }
}
