using Harness;
using ServiceDefaults.Hosting;

namespace ServiceDefaults.Tests;

/// <summary>Both test services in one host.</summary>
public sealed class ProbeFixture : PlatformFixture
{
    protected override IReadOnlyList<IServiceModule> Modules { get; } = [new ProbeModule(), new EchoModule()];
}
