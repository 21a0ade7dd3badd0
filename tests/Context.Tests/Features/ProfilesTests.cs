using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Contracts;
using Contracts.Context;
using Npgsql;
using Substrate.Compiling;
using Substrate.Json;
using Substrate.Policies;
using Xunit;

namespace Context.Tests.Features;

public sealed class ProfilesTests(ContextPlatform platform) : IClassFixture<ContextPlatform>
{
    private static Dictionary<string, JsonElement> Lexical(string value) => new() { ["weights.lexical"] = JsonElement.Parse(value) };

    [Fact]
    public async Task A_version_is_made_from_changes_shown_whole_and_told_apart_field_by_field()
    {
        var made = await Create(new("team-a", "Words matter more to us.", Changes: Lexical("0.5")), HttpStatusCode.Created);
        Assert.Equal((1, $"default@{CompileProfile.Default.Version}", 0.5), (made.Version, made.Base, made.Profile.Weights.Lexical));
        var next = await Create(new("team-a", "A little less.", Changes: Lexical("0.45")), HttpStatusCode.Created);
        Assert.Equal((2, "team-a@1"), (next.Version, next.Base));

        var diff = await platform.Get<ProfileDiff>($"/v2/context/profiles/team-a/diff?from=default@{CompileProfile.Default.Version}&to=2");
        var change = Assert.Single(diff.Changes);
        Assert.Equal(("weights.lexical", "0.35", "0.45"), (change.Path, change.From!.ToJsonString(), change.To!.ToJsonString()));
        var shown = await platform.Get<ProfileDetail>("/v2/context/profiles/team-a");
        Assert.Equal([2, 1], shown.Versions.Select(v => v.Version));
        Assert.Equal("Words matter more to us.", shown.Versions[1].Reason);
        Assert.Contains((await platform.Get<Page<ProfileSummary>>("/v2/context/profiles")).Items, p => p is { Name: "team-a", LatestVersion: 2, Versions: 2 });
    }

    [Fact]
    public async Task The_same_settings_twice_are_one_version()
    {
        var first = await Create(new("team-b", "First.", Changes: Lexical("0.5")), HttpStatusCode.Created);
        var again = await Create(new("team-b", "Sent again.", Profile: first.Profile), HttpStatusCode.OK);
        Assert.Equal((1, "First."), (again.Version, again.Reason));
    }

    [Fact]
    public async Task A_version_is_never_changed_or_taken_away_not_even_in_the_database()
    {
        await Create(new("team-c", "To stay.", Changes: Lexical("0.5")), HttpStatusCode.Created);
        await Assert.ThrowsAsync<PostgresException>(() => platform.Platform.ExecuteAsync("context", "UPDATE profiles SET reason = 'other'"));
        await Assert.ThrowsAsync<PostgresException>(() => platform.Platform.ExecuteAsync("context", "DELETE FROM profiles"));
    }

    [Fact]
    public async Task A_compile_names_its_profile_version_and_reproduces_under_it_after_the_name_went_on()
    {
        var made = await Create(new("team-d", "Heading of ours.", Changes: new Dictionary<string, JsonElement> { ["lanes.file.heading"] = JsonElement.Parse("\"Our files\"") }), HttpStatusCode.Created);
        var request = ContextPlatform.Request(ContextPlatform.Item("a", "some words")) with { Profile = "team-d" };
        var view = await platform.Compile(request);
        Assert.Contains("## Our files", view.Markdown, StringComparison.Ordinal);
        Assert.Equal(new ProfileRef("team-d", 1), (await platform.Detail(view.Id)).Receipt.Profile);

        await Create(new("team-d", "Another.", Changes: new Dictionary<string, JsonElement> { ["lanes.file.heading"] = JsonElement.Parse("\"Other\"") }), HttpStatusCode.Created);
        var again = await Reproduce(view.Id);
        Assert.True(again.Same, string.Join(' ', again.Problems));
        Assert.Equal((view.OutputHash, view.OutputHash), (again.OutputHash, again.ReproducedHash!));
        Assert.Equal(1, made.Version);

        var found = await platform.Get<Page<CompileSummary>>("/v2/context/compiles?profile=team-d@1");
        Assert.Equal(view.Id, Assert.Single(found.Items).Id);
        Assert.Empty((await platform.Get<Page<CompileSummary>>("/v2/context/compiles?profile=team-d@2")).Items);
    }

    [Fact]
    public async Task A_preview_is_the_compile_and_keeps_nothing()
    {
        var request = ContextPlatform.Request(ContextPlatform.Item("a", "some words"), ContextPlatform.Item("b", new string('y', 9_000)));
        var before = await platform.Compiles();
        using var client = platform.As(CallerRole.Member);
        using var answer = await client.PostAsJsonAsync("/v2/context/compile/preview", request, PlatformJson.Options);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var preview = (await answer.Content.ReadFromJsonAsync<CompilePreview>(PlatformJson.Options))!;
        Assert.Equal(before, await platform.Compiles());
        var kept = await platform.Compile(request);
        Assert.Equal((kept.Markdown, kept.OutputHash, kept.UsedTokens), (preview.Markdown, preview.Receipt.OutputHash, preview.UsedTokens));
        Assert.Equal(2, preview.Receipt.Entries.Count);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("default@99")]
    [InlineData("Not A Name")]
    [InlineData("default@0")]
    public async Task A_profile_that_is_not_there_is_refused_and_nothing_is_kept(string name)
    {
        var before = await platform.Compiles();
        var problem = await platform.Refused(ContextPlatform.Request() with { Profile = name }, HttpStatusCode.UnprocessableEntity);
        Assert.Equal(("profile_unknown", "profile"), (problem.GetProperty("code").GetString(), problem.GetProperty("field").GetString()));
        Assert.Equal(before, await platform.Compiles());
    }

    public static TheoryData<string, HttpStatusCode, string> Bad => new()
    {
        { """{"name":"Team","reason":"x","changes":{}}""", HttpStatusCode.BadRequest, "name" },
        { """{"name":"default","reason":"x","changes":{}}""", HttpStatusCode.BadRequest, "name" },
        { """{"name":"t","reason":" ","changes":{}}""", HttpStatusCode.BadRequest, "reason" },
        { """{"name":"t","reason":"x"}""", HttpStatusCode.BadRequest, "profile" },
        { """{"name":"t","reason":"x","base":"nobody","changes":{}}""", HttpStatusCode.UnprocessableEntity, "base" },
        { """{"name":"t","reason":"x","changes":{"weights.luck":1}}""", HttpStatusCode.UnprocessableEntity, "changes.weights.luck" },
        { """{"name":"t","reason":"x","changes":{"weights.lexical":-1}}""", HttpStatusCode.UnprocessableEntity, "changes.weights.lexical" },
        { """{"name":"t","reason":"x","changes":{"weights.lexical":1e999}}""", HttpStatusCode.UnprocessableEntity, "changes.weights.lexical" },
        { """{"name":"t","reason":"x","changes":{"weights.lexical":-1e999}}""", HttpStatusCode.UnprocessableEntity, "changes.weights.lexical" },
        { """{"name":"t","reason":"x","changes":{"weights.lexical":"NaN"}}""", HttpStatusCode.UnprocessableEntity, "changes.weights.lexical" },
        { """{"name":"t","reason":"x","changes":{"messageWeights.lexical":"Infinity"}}""", HttpStatusCode.UnprocessableEntity, "changes.messageWeights.lexical" },
        { """{"name":"t","reason":"x","changes":{"schemaVersion":2}}""", HttpStatusCode.UnprocessableEntity, "changes.schemaVersion" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_bad_version_is_refused_by_the_field_at_fault(string body, HttpStatusCode status, string field)
    {
        using var client = platform.As(CallerRole.Member);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/v2/context/profiles", UriKind.Relative), content);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(field, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("""{"name":"t","reason":"x","changes":{"weights.lexical":NaN}}""")]
    [InlineData("""{"name":"t","reason":"x","colour":"red","changes":{}}""")]
    [InlineData("""{"name":"t","reason":"x","profile":{"lanes":[],"luck":1}}""")]
    public async Task What_is_no_document_of_a_profile_is_refused(string body)
    {
        using var client = platform.As(CallerRole.Member);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/v2/context/profiles", UriKind.Relative), content);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.NotNull((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("title").GetString());
    }

    [Fact]
    public async Task What_was_never_compiled_cannot_be_reproduced()
    {
        using var client = platform.As(CallerRole.Viewer);
        using var answer = await client.PostAsync(new Uri($"/v2/context/compiles/{Guid.NewGuid()}/reproduce", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<ProfileVersionView> Create(CreateProfileVersion version, HttpStatusCode expected)
    {
        using var client = platform.As(CallerRole.Member);
        using var answer = await client.PostAsJsonAsync("/v2/context/profiles", version, PlatformJson.Options);
        Assert.True(answer.StatusCode == expected, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<ProfileVersionView>(PlatformJson.Options))!;
    }

    private async Task<CompileReproduction> Reproduce(Guid id)
    {
        using var client = platform.As(CallerRole.Viewer);
        using var answer = await client.PostAsync(new Uri($"/v2/context/compiles/{id}/reproduce", UriKind.Relative), null);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<CompileReproduction>(PlatformJson.Options))!;
    }
}

/// <summary>A default of its own: what is chosen here must not be what other tests compile under.</summary>
public sealed class DefaultProfileTests(ContextPlatform platform) : IClassFixture<ContextPlatform>
{
    [Fact]
    public async Task The_default_is_chosen_by_an_admin_with_a_reason_used_from_then_on_and_remembered()
    {
        using var member = platform.As(CallerRole.Member);
        using var made = await member.PostAsJsonAsync(
            "/v2/context/profiles", new CreateProfileVersion("ours", "Ours.", Changes: new Dictionary<string, JsonElement> { ["memoryFloor"] = JsonElement.Parse("0.2") }), PlatformJson.Options);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        using var forbidden = await member.PutAsJsonAsync("/v2/context/profiles/default", new SetDefaultProfile("ours", 1, "Because."), PlatformJson.Options);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);

        using var admin = platform.As(CallerRole.Admin);
        using var unknown = await admin.PutAsJsonAsync("/v2/context/profiles/default", new SetDefaultProfile("ours", 2, "Because."), PlatformJson.Options);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
        using var chosen = await admin.PutAsJsonAsync("/v2/context/profiles/default", new SetDefaultProfile("ours", 1, "Less noise."), PlatformJson.Options);
        Assert.Equal(HttpStatusCode.OK, chosen.StatusCode);
        using var again = await admin.PutAsJsonAsync("/v2/context/profiles/default", new SetDefaultProfile("ours", 1, "Less noise."), PlatformJson.Options);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);

        var view = await platform.Compile(ContextPlatform.Request(ContextPlatform.Item("a", "words")));
        Assert.Equal(new ProfileRef("ours", 1), (await platform.Detail(view.Id)).Receipt.Profile);
        var change = Assert.Single((await platform.Get<Page<DefaultProfileChange>>("/v2/context/profiles/default/history")).Items);
        Assert.Equal(($"default@{CompileProfile.Default.Version}", "ours@1", "Less noise."), (change.From, change.To, change.Reason));
        Assert.True((await platform.Get<Page<ProfileSummary>>("/v2/context/profiles")).Items[0] is { Name: "ours", IsDefault: true, DefaultVersion: 1 });
    }
}
