using Contracts;
using Contracts.Recorder;
using Gateway;
using House.Tests.Guards;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using ServiceDefaults.Hosting;
using Substrate.Policies;
using Xunit;

namespace House.Tests;

public sealed class EndpointsTests
{
    private static readonly IServiceModule[] Services = [new Recorder.RecorderModule(), new Memory.MemoryModule(), new Context.ContextModule(), new Policy.PolicyModule()];

    /// <summary>What all services answer, as the host maps it; nothing is started, so that no database is needed.</summary>
    private static readonly List<MappedEndpoint> OfServices = [.. Mapped(Services).Where(endpoint => endpoint.Service is not "")];

    private static readonly List<MappedEndpoint> OfGateway =
        [.. Mapped([new GatewayModule()]).Select(endpoint => endpoint with { Service = Permissions.All.FirstOrDefault(row => row.Method == endpoint.Method && row.Template == endpoint.Template)?.Service ?? Permissions.Own })];

    private static readonly MappedEndpoint Stray = new("memory", "POST", "/v2/memory/forget", "Memory.Forget", Documented: true, NeedsIdentity: false);

    [Fact]
    public void Every_endpoint_of_every_service_is_in_the_permission_table() => Assert.Empty(EndpointGuard.NotInTable(OfServices, Permissions.All));

    [Fact]
    public void Every_endpoint_of_the_gateway_is_in_the_permission_table() => Assert.Empty(EndpointGuard.NotInTable(OfGateway, Permissions.All));

    [Fact]
    public void An_endpoint_that_is_not_in_the_table_is_found() => Assert.NotEmpty(EndpointGuard.NotInTable([Stray], Permissions.All));

    [Fact]
    public void Every_row_of_the_permission_table_is_answered() => Assert.Empty(EndpointGuard.NotMapped(
        [.. OfServices, .. OfGateway.Where(endpoint => endpoint.Service == Permissions.Own)], Permissions.All));

    [Fact]
    public void The_gateway_routes_every_row_of_a_service() =>
        Assert.Empty(EndpointGuard.NotMapped(OfGateway, Permissions.All.Where(permission => permission.Service != Permissions.Own)));

    [Fact]
    public void A_row_that_nobody_answers_is_found() =>
        Assert.NotEmpty(EndpointGuard.NotMapped(OfServices, [new Permission("POST", "/v2/memory/forget", CallerRole.Admin, "memory")]));

    [Fact]
    public void Every_endpoint_is_named_by_service_and_verb() =>
        Assert.Empty(EndpointGuard.BadNames([.. OfServices, .. OfGateway.Where(endpoint => endpoint.Service == Permissions.Own)]));

    [Theory]
    [InlineData(null)]
    [InlineData("Forget")]
    [InlineData("Recorder.Forget")]
    [InlineData("Memory.forget")]
    public void A_bad_name_is_found(string? name) => Assert.NotEmpty(EndpointGuard.BadNames([Stray with { Name = name }]));

    [Fact]
    public void A_name_that_is_given_twice_is_found() => Assert.NotEmpty(EndpointGuard.BadNames([Stray, Stray with { Template = "/v2/memory/other" }]));

    [Fact]
    public void No_service_answers_without_a_signed_identity() => Assert.Empty(EndpointGuard.Open(OfServices));

    [Fact]
    public void An_endpoint_without_identity_is_found() => Assert.NotEmpty(EndpointGuard.Open([Stray]));

    [Fact]
    public void Subscriptions_are_what_is_registered() =>
        Assert.Empty(SubscriptionGuard.Differences(Subscriptions.All, ServiceHost.DescribeConsumers(Services)));

    [Fact]
    public void A_subscription_too_few_or_too_many_is_found()
    {
        var one = new Dictionary<Type, string[]> { [typeof(RunCompleted)] = ["memory-distill-on-run-completed"] };
        var none = new Dictionary<Type, string[]>();

        Assert.Single(SubscriptionGuard.Differences(one, none));
        Assert.Single(SubscriptionGuard.Differences(none, one));
    }

    private static List<MappedEndpoint> Mapped(IReadOnlyList<IServiceModule> modules)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Identity:Key"] = Convert.ToBase64String(new byte[32]), ["Gateway:Url"] = "http://127.0.0.1:0" };
        foreach (var service in (string[])["recorder", "memory", "context", "policy", "gateway"])
        {
            settings[$"ConnectionStrings:{service}db"] = $"Host=127.0.0.1;Port=1;Username=nobody;Database={service}db";
            settings[$"services:{service}:http:0"] = "http://127.0.0.1:9";
        }
        using var app = ServiceHost.Build([], modules, builder => builder.Configuration.AddInMemoryCollection(settings));
        return
        [
            .. from endpoint in ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
               from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []
               where method != "HEAD"
               select new MappedEndpoint(
                   endpoint.Metadata.GetMetadata<IEndpointGroupNameMetadata>()?.EndpointGroupName ?? "", method,
                   "/" + endpoint.RoutePattern.RawText?.TrimStart('/'), endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName,
                   endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null
                       && endpoint.Metadata.GetMetadata<IEndpointGroupNameMetadata>() is not null,
                   endpoint.Metadata.Any(item => item.GetType().Name == "IdentityRequired")),
        ];
    }
}
