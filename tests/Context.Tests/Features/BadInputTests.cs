using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Contracts.Context;
using Substrate.Compiling;
using Substrate.Json;
using Substrate.Policies;
using Xunit;

namespace Context.Tests.Features;

/// <summary>Bodies that no client of ours would write, as bytes over HTTP: each is refused by what is wrong with it, leaves nothing, and the next compile works.</summary>
public sealed class BadInputTests(ContextPlatform platform) : IClassFixture<ContextPlatform>
{
    public static TheoryData<string, string> Bodies => new()
    {
        { Body("""{"id":"a","kind":"file","text":"x","source":{"uri":"u"},"colour":"red"}"""), "items[0].colour" },
        { Body("""{"id":"a","kind":"file","text":"x","source":{"uri":"u","size":3}}"""), "items[0].source.size" },
        { """{"schemaVersion":2,"task":"t","scope":{},"budget":10}""", "schemaVersion" },
        { Body("""{"id":"a","kind":"file","text":"same","summary":"same","source":{"uri":"u"}}"""), "items[0].summary" },
        { Body("""{"id":"a","kind":"file","text":"x","summary":"longer than its text","source":{"uri":"u"}}"""), "items[0].summary" },
        { Body("""{"id":"a","kind":"file","text":"x","source":{"uri":"u"},"weight":"NaN"}"""), "items[0].weight" },
        { Body("""{"id":"a","kind":"file","text":"x","source":{"uri":"u"},"weight":1e999}"""), "items[0].weight" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task What_is_not_asked_for_here_is_refused_by_its_field(string body, string field) => Assert.Equal(field, (await Refused(Encoding.UTF8.GetBytes(body), HttpStatusCode.BadRequest)).GetProperty("field").GetString());

    [Theory]
    [InlineData("""{"id":"a","kind":"file","text":"x","source":{"uri":"u"},"summary":{"item":"a"}}""", "items[0].summary")]
    [InlineData("""{"id":"a","kind":"summary","text":"x","source":{"uri":"u"},"summaryOf":"a"}""", "items[0].summaryOf")]
    public async Task A_summary_is_text_of_its_own_item_so_that_none_can_refer_to_another_or_to_itself(string item, string field) =>
        Assert.Equal(field, (await Refused(Encoding.UTF8.GetBytes(Body(item)), HttpStatusCode.BadRequest)).GetProperty("field").GetString());

    [Theory]
    [InlineData("""{"task":"caf§","scope":{},"budget":10}""", "task")]
    [InlineData("""{"task":"t","scope":{},"budget":10,"items":[{"id":"a","kind":"file","text":"caf§","source":{"uri":"u"}}]}""", "items[0].text")]
    public async Task Text_that_is_not_UTF8_is_refused_by_its_field(string body, string field)
    {
        // 0xE9 alone: é as Latin-1 writes it.
        var bytes = Encoding.Latin1.GetBytes(body.Replace('§', 'é'));
        Assert.Equal(field, (await Refused(bytes, HttpStatusCode.BadRequest)).GetProperty("field").GetString());
    }

    [Fact]
    public async Task A_million_items_are_refused_with_the_number_that_a_compile_takes()
    {
        var body = $$"""{"task":"t","scope":{},"budget":10,"items":[{{string.Join(',', Enumerable.Repeat("null", 1_000_000))}}]}""";
        var problem = await Refused(Encoding.UTF8.GetBytes(body), HttpStatusCode.BadRequest);
        Assert.Equal(("too_many_items", "items"), (problem.GetProperty("code").GetString(), problem.GetProperty("field").GetString()));
        Assert.Contains("2,000", problem.GetProperty("title").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_item_of_fifty_megabytes_is_refused_with_the_limit_before_it_is_read()
    {
        using var client = platform.As(CallerRole.Member);
        client.DefaultRequestHeaders.ExpectContinue = true;
        using var content = new Announced(50_000_000);
        using var answer = await client.PostAsync(new Uri("/v2/context/compile", UriKind.Relative), content);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (answer.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Contains("16,777,216 bytes", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.False(content.Sent);
        Assert.NotEmpty((await platform.Compile(ContextPlatform.Request(ContextPlatform.Item("a", "still here")))).Markdown);
    }

    [Theory]
    [InlineData("schemaVersion", "2", "profile.schemaVersion")]
    [InlineData("weights.lexical", "-0.1", "profile.weights.lexical")]
    [InlineData("weights.recency", "1e999", "profile.weights.recency")]
    [InlineData("messageWeights.session", "-1", "profile.messageWeights.session")]
    public async Task A_profile_sent_whole_is_refused_by_the_field_at_fault(string path, string value, string field)
    {
        var standard = await platform.Get<ProfileVersionView>($"/v2/context/profiles/default/versions/{CompileProfile.Default.Version}");
        var profile = (JsonObject)JsonSerializer.SerializeToNode(standard.Profile, PlatformJson.Options)!;
        var parts = path.Split('.');
        // As text: a number beyond a double's range has no value to put in.
        (parts.Length == 1 ? profile : (JsonObject)profile[parts[0]]!)[parts[^1]] = "VALUE";
        var body = $$"""{"name":"t","reason":"x","profile":{{profile.ToJsonString().Replace("\"VALUE\"", value, StringComparison.Ordinal)}}}""";
        using var client = platform.As(CallerRole.Member);
        using var answer = await client.PostAsync(new Uri("/v2/context/profiles", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(field, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString());
    }

    private static string Body(string item) => $$"""{"task":"t","scope":{},"budget":10,"items":[{{item}}]}""";

    private async Task<JsonElement> Refused(byte[] body, HttpStatusCode status)
    {
        var before = await platform.Compiles();
        using var client = platform.As(CallerRole.Owner);
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        using var answer = await client.PostAsync(new Uri("/v2/context/compile", UriKind.Relative), content);
        var said = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode}: {said}");
        Assert.Equal(before, await platform.Compiles());
        return JsonElement.Parse(said);
    }

    /// <summary>A body that says how long it is and remembers whether anybody asked for it.</summary>
    private sealed class Announced : HttpContent
    {
        private readonly long length;

        public Announced(long length)
        {
            this.length = length;
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        public bool Sent { get; private set; }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            Sent = true;
            return Task.CompletedTask;
        }

        protected override bool TryComputeLength(out long size)
        {
            size = length;
            return true;
        }
    }
}
