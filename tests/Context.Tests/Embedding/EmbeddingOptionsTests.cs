using Context.Features.Compiles;
using Microsoft.Extensions.Configuration;
using ServiceDefaults.Hosting;
using Substrate.Scoping;
using Xunit;

namespace Context.Tests.Embedding;

public sealed class EmbeddingOptionsTests
{
    [Fact]
    public void Nothing_set_is_no_embedder()
    {
        Assert.Null(Read());
        Assert.Null(Read(("BaseUrl", " "), ("Model", "")));
    }

    [Fact]
    public void An_address_and_a_model_are_enough()
    {
        var options = Read(("BaseUrl", "https://api.example.com/v1/"), ("Model", "small"))!;
        Assert.Equal((new Uri("https://api.example.com/v1/embeddings"), "small", null, Sensitivity.Internal), (options.Endpoint, options.Model, options.ApiKey, options.MaxSensitivity));
    }

    [Theory]
    [InlineData("BaseUrl", "ftp://x", "Embeddings:BaseUrl is an http or https address")]
    [InlineData("BaseUrl", "https://user:pass@x/v1", "Embeddings:BaseUrl is an http or https address")]
    [InlineData("BaseUrl", "https://x/v1?key=1", "Embeddings:BaseUrl is an http or https address")]
    [InlineData("Model", "", "Embeddings:Model is not set")]
    [InlineData("ApiKey", "two\nlines", "Embeddings:ApiKey holds characters")]
    [InlineData("Dimensions", "0", "Embeddings:Dimensions is a whole number from 1 to 65536")]
    [InlineData("TimeoutSeconds", "31", "Embeddings:TimeoutSeconds is a whole number from 1 to 30")]
    [InlineData("BatchSize", "many", "Embeddings:BatchSize is a whole number")]
    [InlineData("MaxSensitivity", "open", "Embeddings:MaxSensitivity is one of")]
    [InlineData("Modell", "small", "Embeddings:Modell is no setting")]
    public void What_is_wrong_is_named_at_the_start_and_a_key_is_never_told(string name, string value, string fault)
    {
        var settings = new Dictionary<string, string> { ["BaseUrl"] = "https://x/v1", ["Model"] = "small", [name] = value };
        var refused = Assert.Throws<StartupException>(() => Read([.. settings.Select(setting => (setting.Key, setting.Value))]));
        Assert.StartsWith(fault, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("two", refused.Message, StringComparison.Ordinal);
    }

    private static EmbeddingOptions? Read(params (string Name, string Value)[] settings) => EmbeddingOptions.From(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Embeddings:{setting.Name}", (string?)setting.Value))).Build());
}
