using System.Reflection;
using Contracts;
using House.Tests.Guards;
using House.Tests.Reading;
using Xunit;

namespace House.Tests;

public sealed class TypesTests
{
    private static readonly Assembly[] Product =
    [
        typeof(Substrate.Json.PlatformJson).Assembly, typeof(Subscriptions).Assembly, Assembly.Load("ServiceDefaults"), Assembly.Load("Recorder"), Assembly.Load("Memory"),
        Assembly.Load("Context"), Assembly.Load("Policy"), Assembly.Load("Gateway"), Assembly.Load("Sidecar"), Assembly.Load("ctx"), Assembly.Load("AppHost"),
    ];

    private static readonly string Approved = Path.Combine(Repository.Root, "tests/House.Tests/contracts.approved.txt");

    [Fact]
    public void Nothing_is_inherited_by_accident() => Assert.Empty(TypeGuard.OpenClasses(Product.SelectMany(assembly => assembly.GetTypes())));

    [Fact]
    public void A_class_that_is_not_sealed_is_found() => Assert.NotEmpty(TypeGuard.OpenClasses([typeof(Samples.Open)]));

    [Fact]
    public void Messages_are_sealed_records_that_say_everything() => Assert.Empty(TypeGuard.LooseMessages(Subscriptions.All.Keys));

    [Fact]
    public void A_loose_message_is_found() => Assert.Equal(2, TypeGuard.LooseMessages([typeof(Samples.LooseMessage)]).Count());

    /// <summary>After a release, a new field must be nullable. Set UPDATE_CONTRACTS=1 to write the file anew, and read the difference.</summary>
    [Fact]
    public void Messages_have_the_shapes_that_were_approved()
    {
        var shapes = MessageShapes.Describe(Subscriptions.All.Keys);
        if (Environment.GetEnvironmentVariable("UPDATE_CONTRACTS") == "1")
        {
            File.WriteAllText(Approved, shapes);
        }

        Assert.Equal(File.ReadAllText(Approved), shapes);
    }

    [Fact]
    public void A_changed_shape_is_seen() =>
        Assert.Equal("message House.Tests.Samples.LooseMessage\n  Anything: String?\n", MessageShapes.Describe([typeof(Samples.LooseMessage)]));
}
