using System.Text.Json;
using Contracts.Context;
using Contracts.Recorder;
using Harness;
using Substrate.Json;
using Substrate.Policies;
using Substrate.Scoping;
using Xunit;

namespace Context.Tests.Features;

public sealed class PersonalDataTests(ContextPlatform platform) : IClassFixture<ContextPlatform>
{
    private const string Mail = "erika.mustermann@shop.example.org";

    [Fact]
    public async Task What_a_project_takes_out_is_in_no_window_and_no_receipt_and_is_found_again_by_it()
    {
        await Told("mailshop", 1, "email", "identifier");
        var id = Guid.NewGuid().ToString();
        var request = Request("mailshop", id);

        var view = await platform.Compile(request);

        var kept = JsonSerializer.Serialize(await platform.Detail(view.Id, CallerRole.Owner), PlatformJson.Options);
        Assert.DoesNotContain(Mail, view.Markdown + kept, StringComparison.Ordinal);
        Assert.Contains("[redacted:email:", view.Markdown, StringComparison.Ordinal);
        // What a thing is called by stays, or nobody could ask for it.
        Assert.Equal(id, Assert.Single(view.Items).Id);
        Assert.True((await platform.Get<CompileVerification>($"/v2/context/compiles/{view.Id}/verify")).Recomputed);
        var found = await platform.Get<Contracts.Page<CompileSummary>>($"/v2/context/compiles?q={Uri.EscapeDataString(Mail)}");
        Assert.Equal(view.Id, Assert.Single(found.Items).Id);
        Assert.Equal(id, (await platform.Get<WhyAnswer>($"/v2/context/compiles/{view.Id}/why?item={id}")).ItemId);
    }

    [Fact]
    public async Task Another_project_keeps_its_words_and_so_does_this_one_once_the_class_is_off()
    {
        await Told("first", 1, "email");
        Assert.Contains(Mail, (await platform.Compile(Request("second", "a"))).Markdown, StringComparison.Ordinal);

        await Told("first", 2);
        Assert.Contains(Mail, (await platform.Compile(Request("first", "a"))).Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_changes_the_later_wins_in_whatever_order_they_come()
    {
        await Told("swapped", 2, "email");
        await Told("swapped", 1);
        await Told("swapped", 2, "email");

        Assert.DoesNotContain(Mail, (await platform.Compile(Request("swapped", "a"))).Markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_names_no_project_is_the_project_default()
    {
        await Told("default", 1, "email");
        Assert.DoesNotContain(Mail, (await platform.Compile(Request(null, "a"))).Markdown, StringComparison.Ordinal);
        await Told("default", 2);
    }

    private async Task Told(string project, int revision, params string[] pii)
    {
        var id = await platform.Platform.DeliverAsync("context", new RedactionSettingsChanged { Project = project, Pii = pii, Revision = revision });
        await Eventually.Holds(
            async () => await platform.Platform.ScalarAsync<long>("context", "SELECT count(*) FROM outbox_deliveries WHERE message_id = $1 AND acked_at IS NULL", id) == 0, "the change is taken in");
    }

    private static CompileRequest Request(string? project, string id) =>
        ContextPlatform.Request(ContextPlatform.Item(id, $"Orders go to {Mail}.") with { Keywords = $"mail {Mail}" }) with { Task = $"Write to {Mail}", Scope = new Scope(Project: project, Repo: "acme/shop") };
}
