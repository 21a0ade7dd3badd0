using System.Net;
using Harness;
using Substrate.Policies;
using Substrate.Trace;
using Xunit;
using static Recorder.Tests.RecorderClient;

namespace Recorder.Tests.Features;

public sealed class ListTests(ModuleHost<RecorderModule> host) : IClassFixture<ModuleHost<RecorderModule>>
{
    [Fact]
    public async Task Runs_are_listed_newest_first_page_by_page_without_repeating_or_skipping()
    {
        var client = new RecorderClient(host.As(CallerRole.Member, Guid.NewGuid()));
        var ids = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            ids.Add((await client.Begin($"task {i}")).Id);
        }

        var seen = new List<Guid>();
        for (string? cursor = null; ;)
        {
            var page = await client.List($"limit=3{(cursor is null ? string.Empty : $"&cursor={cursor}")}");
            seen.AddRange(page.Items.Select(r => r.Id));
            if ((cursor = page.NextCursor) is null)
            {
                break;
            }
        }

        ids.Reverse();
        Assert.Equal(ids, seen);
    }

    [Fact]
    public async Task Each_filter_narrows_the_list()
    {
        var client = new RecorderClient(host.As(CallerRole.Member, Guid.NewGuid()));
        var a = await client.Begin("Fix 100% of the Parser_bugs", "acme/parser", "one", "alpha");
        var b = await client.Begin("Write docs", "acme/docs", "two", "beta");
        await client.Appended(b.Id, User(0, "x"));
        await client.Completed(b.Id, OutcomeStatus.Failed);

        async Task<Guid[]> Ids(string query) => [.. (await client.List(query)).Items.Select(r => r.Id)];

        Assert.Equal([a.Id], await Ids("repo=acme/parser"));
        Assert.Equal([b.Id], await Ids("project=two"));
        Assert.Equal([a.Id], await Ids("agent=alpha"));
        Assert.Equal([b.Id], await Ids("state=complete"));
        Assert.Equal([b.Id], await Ids("outcome=failed"));
        Assert.Equal([a.Id], await Ids("q=parser_BUGS"));
        Assert.Equal([a.Id], await Ids("q=100%25"));
        Assert.Empty(await Ids("q=parserXbugs"));
        Assert.Empty(await Ids("model=none"));
        Assert.Empty(await Ids("to=2020-01-01T00:00:00Z"));
        Assert.Equal(2, (await Ids("from=2020-01-01T00:00:00Z")).Length);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("state=half", "state")]
    [InlineData("outcome=nice", "outcome")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("from=yesterday", "from")]
    public async Task A_filter_that_makes_no_sense_is_refused_by_name(string query, string field)
    {
        var (_, body) = await Refused(await host.As(CallerRole.Viewer).GetAsync($"v2/runs?{query}"), HttpStatusCode.BadRequest);

        Assert.Equal(field, body.GetProperty("field").GetString());
    }
}
