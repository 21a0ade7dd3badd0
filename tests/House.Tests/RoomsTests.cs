using House.Tests.Guards;
using House.Tests.Reading;
using Xunit;

namespace House.Tests;

public sealed class RoomsTests
{
    [Fact]
    public void A_room_references_only_what_the_design_allows() => Assert.Empty(ReferenceGuard.Breaches(Repository.Files));

    [Theory]
    [InlineData("services/Memory/Memory.csproj", "ProjectReference", "../Recorder/Recorder.csproj")]
    [InlineData("services/Cli/Cli.csproj", "ProjectReference", "../../ServiceDefaults/ServiceDefaults.csproj")]
    [InlineData("services/Substrate/Substrate.csproj", "PackageReference", "Npgsql")]
    [InlineData("services/Substrate/Substrate.csproj", "FrameworkReference", "Microsoft.AspNetCore.App")]
    [InlineData("ServiceDefaults/ServiceDefaults.csproj", "ProjectReference", "../services/Contracts/Contracts.csproj")]
    [InlineData("services/Toolbox/Toolbox.csproj", "ProjectReference", "../Substrate/Substrate.csproj")]
    public void A_forbidden_reference_is_found(string path, string element, string include) =>
        Assert.NotEmpty(ReferenceGuard.Breaches([new(path, $"<Project><ItemGroup><{element} Include=\"{include}\" /></ItemGroup></Project>")]));

    [Fact]
    public void Substrate_is_pure() =>
        Assert.Empty(ImpurityGuard.Breaches(typeof(Substrate.Json.PlatformJson).Assembly.Location));

    [Fact]
    public void Impure_code_is_found_in_its_compiled_form()
    {
        var breaches = ImpurityGuard.Breaches(typeof(RoomsTests).Assembly.Location).ToList();

        Assert.Contains("calls System.DateTimeOffset.get_UtcNow", breaches);
        Assert.Contains("calls System.Guid.CreateVersion7", breaches);
        Assert.Contains("uses System.Random", breaches);
        Assert.Contains("calls System.Environment.get_MachineName", breaches);
        Assert.Contains("uses System.IO.File", breaches);
    }

    [Fact]
    public void A_domain_neither_stores_nor_sends_nor_serves() => Assert.Empty(WallGuard.InDomain(Repository.CSharp));

    [Theory]
    [InlineData("using Microsoft.EntityFrameworkCore;")]
    [InlineData("using MassTransit;")]
    [InlineData("using Contracts.Memory;")]
    [InlineData("internal static class X { static object Y() => DateTimeOffset.UtcNow; }")]
    [InlineData("internal static class X { static object Y() => Guid.CreateVersion7(); }")]
    public void A_domain_that_reaches_out_is_found(string code) =>
        Assert.NotEmpty(WallGuard.InDomain([new("services/Memory/Domain/X.cs", code)]));

    [Fact]
    public void A_capability_never_uses_another() => Assert.Empty(WallGuard.BetweenFeatures(Repository.CSharp));

    [Theory]
    [InlineData("using Memory.Features.Search;")]
    [InlineData("internal static class X { static void Y() => Features.Search.Index.Z(); }")]
    public void A_use_between_capabilities_is_found(string code) =>
        Assert.NotEmpty(WallGuard.BetweenFeatures([new("services/Memory/Features/Distilling/X.cs", code)]));

    [Fact]
    public void AppHost_has_no_usings()
    {
        var page = Repository.Files.Single(file => file.Path == "AppHost/AppHost.cs");

        Assert.Empty(WallGuard.UsingsOfAppHost(page));
    }

    [Fact]
    public void A_using_in_AppHost_is_found() =>
        Assert.NotEmpty(WallGuard.UsingsOfAppHost(new("AppHost/AppHost.cs", "using Aspire.Hosting;\nvar builder = 1;")));

    [Fact]
    public void The_bus_tells_nobody_that_it_is_used() => Assert.Empty(WallGuard.BusTelemetry(Repository.CSharp));

    [Fact]
    public void A_bus_that_reports_its_use_is_found() =>
        Assert.NotEmpty(WallGuard.BusTelemetry([new("ServiceDefaults/Bus.cs", "services.AddMassTransit(x => { });")]));
}
